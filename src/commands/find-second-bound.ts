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
  const { contractId, windowStart, sum, earlier, except } = decided;
  const assessed = await findContractWindow(ctx.db, 'every-organization', windowPlace(ctx, decided));
  const window = await findCreditWindow(ctx.db, contractId, windowStart);
  const split = assessed ? await getSplitSums(ctx.db, { ...assessedSpan(assessed), ...decided }) : NOTHING;
  return secondNeeded({
    sum,
    granted: (window?.grantedAmount ?? 0) + split.granted,
    unconfirmed: (await findUnconfirmedSum(ctx.db, { contractId, windowStart, ...except })) + split.unconfirmed,
    above: assessed ? await boundIn(ctx, assessed, decided) : null,
    earlier,
  });
}

const NOTHING = { granted: 0, unconfirmed: 0 };

function assessedSpan({ contract, window }: AssessedWindow) {
  return { contract, window: window.assessment.window };
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
