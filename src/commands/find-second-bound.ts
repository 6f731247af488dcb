import { getSecondSums } from '#db/queries/claim-rules';
import { findUnconfirmedSum } from '#db/queries/credit-decisions';
import { findCreditWindow } from '#db/queries/credit-requests';
import { type AssessedWindow, findContractWindow } from '#db/queries/credit-windows';
import { getSplitSums, listEarlierCredits, listFeeHistoriesSince } from '#db/queries/second-facts';
import { secondBound } from '#domain/credits/second-bounds';
import { secondNeeded } from '#domain/credits/second-operator';
import type { UnitOfCredits } from '#domain/sla/credit-unit';
import { CREDIT_UNITS } from '#domain/words';
import { type WindowOfContract, windowPlace } from './cap-in-force.ts';
import type { CommandContext } from './context.ts';

export interface DecidedSum extends WindowOfContract, UnitOfCredits {
  readonly sum: number;
  /** The sums under which earlier decisions on the claim were made. */
  readonly earlier: readonly (number | null)[];
  /** The claim or proposal that is decided on: what it would give is not counted twice. */
  readonly except: { readonly exceptRequestId?: string; readonly exceptProposalId?: string };
}

/** The sum above which a second operator has to confirm what is decided here; null where it is not above it. */
export async function findSecondBound(ctx: CommandContext, decided: DecidedSum): Promise<number | null> {
  const { sum, earlier } = decided;
  const assessed = await findContractWindow(ctx.db, 'every-organization', windowPlace(ctx, decided));
  const above = assessed ? await boundIn(ctx, assessed, decided) : null;
  if ([above, ...earlier].every((bound) => bound === null)) return null;
  return secondNeeded({ sum, ...(await beside(ctx, assessed, decided)), above, earlier });
}

/** What the customer got for the window, and would get by decisions that wait. */
async function beside(ctx: CommandContext, assessed: AssessedWindow | undefined, decided: DecidedSum) {
  const { contractId, windowStart, except, unit, currency } = decided;
  const place = { contractId, windowStart, ...except };
  const granted = (await findCreditWindow(ctx.db, contractId, windowStart))?.grantedAmount ?? 0;
  const unconfirmed = await findUnconfirmedSum(ctx.db, place);
  if (!assessed) return { granted, unconfirmed };
  const { contract, window } = assessed;
  const split = await getSplitSums(ctx.db, { contract, window: window.assessment.window, unit, currency });
  return { granted: granted + split.granted, unconfirmed: unconfirmed + split.unconfirmed };
}

async function boundIn(ctx: CommandContext, assessed: AssessedWindow, decided: DecidedSum): Promise<number | null> {
  const sums = await getSecondSums(ctx.db, ctx.now());
  if (CREDIT_UNITS.every((unit) => sums[unit] === null)) return null;
  const { contractId, windowStart, unit, currency } = decided;
  const { fee, window } = assessed.window.assessment;
  return secondBound({
    credit: { unit, currency },
    sums,
    rule: assessed.policy.terms.credit,
    window,
    fee,
    histories: await listFeeHistoriesSince(ctx.db, assessed, windowStart),
    earlier: await listEarlierCredits(ctx.db, contractId, windowStart),
  });
}
