import type { BulkDecision, BulkItem } from '#db/queries/bulk-decisions';
import type { BulkOutcome } from '#domain/words';
import { type CommandContext, requireOperator } from './context.ts';
import { declineClaims } from './decline-claims.ts';
import { grantWindow } from './grant-window.ts';
import { requestCredit } from './request-credit.ts';

export interface BulkStep {
  readonly bulk: BulkDecision;
  readonly item: BulkItem;
}

export interface ItemResult {
  readonly outcome: BulkOutcome;
  readonly amount: number;
  readonly requestNos: readonly number[];
}

/** Does one contract of a step, once; false when it is done or another process is at it. Part of a transaction of its own. */
export async function doBulkItem(ctx: CommandContext, step: BulkStep): Promise<boolean> {
  requireOperator(ctx, 'money');
  const { bulkId, contractId, windowStart } = step.item;
  // Held until the transaction ends: whoever else works on this contract of the step waits, and then finds it done.
  const held = await ctx.db
    .updateTable('bulkDecisionItem')
    .set({ state: 'done', doneAt: ctx.now() })
    .where('bulkId', '=', bulkId)
    .where('contractId', '=', contractId)
    .where('windowStart', '=', windowStart)
    .where('state', '=', 'waiting')
    .returning('bulkId')
    .executeTakeFirst();
  if (!held) return false;
  const { outcome, amount, requestNos } = await runAction(ctx, step);
  await ctx.db
    .updateTable('bulkDecisionItem')
    .set({ outcome, doneAmount: amount, requestNos: JSON.stringify(requestNos), sentence: null })
    .where('bulkId', '=', bulkId)
    .where('contractId', '=', contractId)
    .where('windowStart', '=', windowStart)
    .execute();
  return true;
}

function runAction(ctx: CommandContext, { bulk, item }: BulkStep): Promise<ItemResult> {
  const { contractId, month, serviceIds, unit, currency, plannedAmount } = item;
  const place = { contractId, month, serviceIds, reason: bulk.reason };
  const shown = { unit, currency, value: plannedAmount };
  if (bulk.action === 'grant') return grantWindow(ctx, { ...place, origin: 'offered', shown });
  if (bulk.action === 'decline') return declineClaims(ctx, place);
  return ask(ctx, { bulk, item });
}

async function ask(ctx: CommandContext, { bulk, item }: BulkStep): Promise<ItemResult> {
  const { contractId, month, plannedAmount, serviceIds } = item;
  const note = bulk.reason;
  const { no } = await requestCredit(ctx, { contractId, month, serviceIds, note, ticketNo: null, lang: 'en' });
  return { outcome: 'asked', amount: plannedAmount, requestNos: [no] };
}
