import type { Selectable } from 'kysely';
import { findBalance } from '#db/queries/ledger';
import { listSharesLeft } from '#db/queries/shares-left';
import type { CreditEntryTable } from '#db/schema/credits';
import { appendCreditEntry } from './append-credit-entry.ts';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { endGrantedItem } from './end-granted-item.ts';
import { lockCreditLedger } from './lock-credit-ledger.ts';
import { noteAppliedCredits } from './note-applied-credits.ts';

import { writeAudit } from './write-audit.ts';

type Entry = Selectable<CreditEntryTable>;

export interface Reversal {
  readonly entryId: string;
  readonly reason: string;
}

/** Takes back a grant or an application by a new entry of the opposite sign; the first one stays as it was written. */
export async function reverseCreditEntry(ctx: CommandContext, input: Reversal): Promise<string> {
  requireOperator(ctx, 'money');
  if (input.reason.trim() === '') throw new DomainError('invalid', 'Say why this entry is taken back.', 'reason');
  return inTransaction(ctx, async (tx) => {
    const entry = await getEntry(tx, input.entryId);
    await lockCreditLedger(tx, entry.contractId);
    await refuseSecondReversal(tx, entry);
    if (entry.kind === 'grant') await takeBackGrant(tx, entry);
    const id = await insertReversal(tx, entry, input.reason.trim());
    await noteAppliedCredits(tx, entry.contractId);
    await writeAudit(tx, {
      action: 'reverse-credit-entry',
      subjectKind: 'credit-entry',
      subjectId: entry.id,
      organizationId: entry.organizationId,
      detail: { reversalId: id, amount: -entry.amount, unit: entry.unit, reason: input.reason.trim() },
    });
    return id;
  });
}

async function getEntry(ctx: CommandContext, id: string): Promise<Entry> {
  const entry = await ctx.db.selectFrom('creditEntry').selectAll().where('id', '=', id).executeTakeFirst();
  if (!entry) throw new DomainError('not-found', 'There is no such entry.');
  if (entry.kind === 'reversal') {
    throw new DomainError('conflict', 'A reversal is not reversed. Write a new credit through a claim instead.');
  }
  return entry;
}

async function refuseSecondReversal(ctx: CommandContext, entry: Entry): Promise<void> {
  const earlier = await ctx.db
    .selectFrom('creditEntry')
    .select('id')
    .where('reversesId', '=', entry.id)
    .executeTakeFirst();
  if (earlier) throw new DomainError('already-decided', 'This entry was taken back already.');
}

/** Gives the cap its room back and frees the service and window for a new claim. */
async function takeBackGrant(ctx: CommandContext, entry: Entry): Promise<void> {
  const left = Math.min(await findBalance(ctx.db, entry), await leftOfShare(ctx, entry));
  if (left < entry.amount) {
    throw new DomainError(
      'conflict',
      'Part of this credit has been applied already. Take back the application first, then the credit.',
    );
  }
  // What a provider gives us counts against no cap of ours and never stood in that row.
  if (entry.windowStart !== null && entry.direction === 'we-owe') {
    await ctx.db
      .updateTable('creditWindow')
      .set((eb) => ({ grantedAmount: eb('grantedAmount', '-', entry.amount), version: eb('version', '+', 1) }))
      .where('contractId', '=', entry.contractId)
      .where('windowStart', '=', entry.windowStart)
      .execute();
  }
  if (entry.itemId !== null) await endGrantedItem(ctx, entry.itemId);
}

/** Each percentage is of its own service's fee: what was used of one is not made good by another. */
async function leftOfShare(ctx: CommandContext, entry: Entry): Promise<number> {
  const { unit, windowStart, contractId, itemId } = entry;
  if (unit !== 'percent' || windowStart === null || itemId === null) return Number.POSITIVE_INFINITY;
  const item = await ctx.db
    .selectFrom('creditRequestItem')
    .select('serviceId')
    .where('id', '=', itemId)
    .executeTakeFirst();
  const shares = await listSharesLeft(ctx.db, { contractId, windowStart });
  return shares.find(({ serviceId }) => serviceId === item?.serviceId)?.left ?? 0;
}

async function insertReversal(ctx: CommandContext, entry: Entry, reason: string): Promise<string> {
  const { id } = await appendCreditEntry(ctx, {
    contractId: entry.contractId,
    organizationId: entry.organizationId,
    direction: entry.direction,
    unit: entry.unit,
    currency: entry.currency,
    kind: 'reversal',
    amount: -entry.amount,
    windowStart: entry.windowStart,
    itemId: entry.itemId,
    requestId: entry.requestId,
    reason,
    reversesId: entry.id,
  });
  return id;
}
