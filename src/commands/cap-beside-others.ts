import type { AssessedWindow } from '#db/queries/credit-windows';
import { listSuccessiveContracts } from '#db/queries/successive-contracts';
import { unitOfWindow } from '#domain/credits/window-unit';
import { bumpCounter } from './bump-counter.ts';
import { getKnownCap } from './cap-in-force.ts';
import type { CommandContext } from './context.ts';

/**
 * The most that a window may still bring by its terms, with what the same window brought under a contract before or after this one:
 * a contract that is renewed or split within a window has one cap. Call it under the ledger's lock; the customer's is taken second.
 */
export async function capBesideOthers(ctx: CommandContext, assessed: AssessedWindow): Promise<number | null> {
  const cap = getKnownCap(assessed);
  const { contract, policy, window } = assessed;
  const { unit, currency } = unitOfWindow(assessed);
  // A part of the fee is of each contract's own.
  if (cap === null || unit === 'percent' || (policy.terms.cap?.unit ?? 'credit') !== 'credit') return cap;
  const others = await listSuccessiveContracts(ctx.db, contract);
  if (others.length === 0) return cap;
  await bumpCounter(ctx, `grants:${contract.organizationId}`);
  const { granted } = await ctx.db
    .selectFrom('creditWindow')
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('grantedAmount'), eb.lit(0)).as('granted'))
    .where('contractId', 'in', others)
    .where('windowStart', '=', window.assessment.window.startedAt)
    .where('unit', '=', unit)
    .where('currency', currency === null ? 'is' : '=', currency)
    .executeTakeFirstOrThrow();
  return Math.max(0, cap - Number(granted));
}
