import type { CreditRequestTable } from '#db/schema/credits';
import { type GrantWish, type PlannedGrant, planGrants } from '#domain/credits/plan-grants';
import { isSameUnit } from '#domain/sla/credit-unit';
import type { CreditUnit, Direction } from '#domain/words';
import { appendCreditEntry } from './append-credit-entry.ts';
import { type CommandContext, DomainError } from './context.ts';
import { lockCreditLedger } from './lock-credit-ledger.ts';
import { refuseUnsettled } from './refuse-unsettled.ts';

export interface GrantInput {
  readonly request: Pick<
    CreditRequestTable,
    'id' | 'contractId' | 'organizationId' | 'windowStart' | 'unit' | 'currency'
  > & {
    readonly direction: Direction;
  };
  readonly wishes: readonly GrantWish[];
  /** The most that may be credited in this window over all services by the terms in force; null where the terms name no cap. */
  readonly cap: number | null;
  readonly reason: string;
}

/** Why nothing can be granted beside what a window holds. */
export const GRANTED_IN_OTHER_UNIT = 'Credits of this window were granted in another unit. Take them back first.';

/** Writes one grant per item under the locked row of its contract and window, cut to what the cap leaves. */
export async function writeGrants(ctx: CommandContext, input: GrantInput): Promise<PlannedGrant[]> {
  const { request } = input;
  const { unit, currency } = request;
  await lockCreditLedger(ctx, request.contractId);
  await refuseUnsettled(ctx, request);
  const window = await lockCreditWindow(ctx, input);
  if (window.grantedAmount !== 0 && !isSameUnit(window, request)) {
    throw new DomainError('conflict', GRANTED_IN_OTHER_UNIT);
  }
  await refuseSecondGrant(ctx, input.wishes);
  const plan = planGrants(input.wishes, window.grantedAmount, input.cap);
  const sum = plan.reduce((total, { granted }) => total + granted, 0);
  // Where nothing is left the cap may have fallen below what stands: that row says under which cap it was given.
  if (sum > 0) {
    await ctx.db
      .updateTable('creditWindow')
      .set((eb) => ({ grantedAmount: eb('grantedAmount', '+', sum), unit, currency, capAmount: input.cap }))
      .where('contractId', '=', request.contractId)
      .where('windowStart', '=', request.windowStart)
      .execute();
  }
  for (const item of plan) await writeGrant(ctx, input, item);
  return plan;
}

/** The database refuses it too; this is the sentence for whoever came second. */
async function refuseSecondGrant(ctx: CommandContext, wishes: readonly GrantWish[]): Promise<void> {
  const itemIds = wishes.filter(({ amount }) => amount > 0).map(({ itemId }) => itemId);
  if (itemIds.length === 0) return;
  const earlier = await ctx.db
    .selectFrom('creditEntry')
    .select('id')
    .where('itemId', 'in', itemIds)
    .where('kind', '=', 'grant')
    .executeTakeFirst();
  if (earlier) throw new DomainError('already-decided', 'This service was credited for this window already.');
}

async function lockCreditWindow(
  ctx: CommandContext,
  { request, cap }: GrantInput,
): Promise<{ grantedAmount: number; unit: CreditUnit; currency: string | null }> {
  return ctx.db
    .insertInto('creditWindow')
    .values({
      contractId: request.contractId,
      windowStart: request.windowStart,
      unit: request.unit,
      currency: request.currency,
      grantedAmount: 0,
      capAmount: cap,
      version: 1,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['contractId', 'windowStart'])
        .doUpdateSet((eb) => ({ version: eb('creditWindow.version', '+', 1) })),
    )
    .returning(['grantedAmount', 'unit', 'currency'])
    .executeTakeFirstOrThrow();
}

async function writeGrant(ctx: CommandContext, { request, reason }: GrantInput, item: PlannedGrant): Promise<void> {
  await ctx.db
    .updateTable('creditRequestItem')
    .set({ decidedAmount: item.wanted })
    .where('id', '=', item.itemId)
    .execute();
  if (item.granted === 0) return;
  await appendCreditEntry(ctx, {
    contractId: request.contractId,
    organizationId: request.organizationId,
    direction: request.direction,
    unit: request.unit,
    currency: request.currency,
    kind: 'grant',
    amount: item.granted,
    windowStart: request.windowStart,
    itemId: item.itemId,
    requestId: request.id,
    reason,
  });
}
