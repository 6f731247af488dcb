import type { CreditRequest } from '#db/queries/credit-requests';
import { type AssessedWindow, findContractWindow } from '#db/queries/credit-windows';
import { listCreditedServices } from '#db/queries/proposals';
import { capOfEachService } from '#domain/credits/credit-cap';
import { mostToGrant } from '#domain/credits/most-to-grant';
import type { GrantWish } from '#domain/credits/plan-grants';
import { isOfOtherUnit } from '#domain/credits/window-unit';
import { monthOf } from '#domain/time';
import { creditRefusals } from '#i18n/credits/refusals';
import { getKnownCap } from './cap-in-force.ts';
import { type CommandContext, DomainError } from './context.ts';
import { refuseUnsettled } from './refuse-unsettled.ts';

const words = creditRefusals('en');
/** Why a claim cannot be granted in the unit it was made in. */
export const OTHER_UNIT =
  'The terms pay this window in another unit by now. Decline the claim with that reason; what is owed can be offered in the new unit.';

/**
 * What a decider gives for each service still undecided. With what the ledger holds for it already, that is more than was asked
 * only as far as the arithmetic owes more by now.
 */
export async function checkCreditAmounts(
  ctx: CommandContext,
  { request, amounts }: { readonly request: CreditRequest; readonly amounts: Readonly<Record<string, number>> },
): Promise<GrantWish[]> {
  const assessed = await getAssessed(ctx, request);
  if (isOfOtherUnit(request, assessed)) throw new DomainError('conflict', OTHER_UNIT, 'form');
  await refuseUnsettled(ctx, request);
  const { window } = assessed;
  getKnownCap(assessed);
  const each = capOfEachService(assessed.policy, window.assessment);
  const credited = await listCreditedServices(ctx.db, request);
  const wishes = undecidedItems(request).map((item) => {
    const amount = amounts[item.id] ?? 0;
    // The items of a service stand in their order: the first is what was claimed, an appeal asks for its rest.
    const claimed = request.items.find(({ serviceId }) => serviceId === item.serviceId) ?? item;
    const most = mostToGrant({ serviceId: item.serviceId, askedAmount: claimed.askedAmount, window, credited });
    if (!Number.isSafeInteger(amount) || amount < 0) {
      throw new DomainError('invalid', words.amountWrong, `amount-${item.id}`);
    }
    if (amount > most) {
      throw new DomainError('invalid', 'This is more than was asked and more than is owed.', `amount-${item.id}`);
    }
    const held = credited.find(({ serviceId }) => serviceId === item.serviceId)?.creditedAmount ?? 0;
    if (each !== null && amount > 0 && held + amount > each) {
      throw new DomainError('invalid', 'This is more than the terms credit for one service.', `amount-${item.id}`);
    }
    return { itemId: item.id, amount };
  });
  if (wishes.every(({ amount }) => amount === 0)) {
    throw new DomainError('invalid', 'To give nothing, decline the claim.', 'form');
  }
  return wishes;
}

/** The services of a claim that wait for an answer. */
export function undecidedItems({ items }: CreditRequest): CreditRequest['items'] {
  return items.filter(({ endedAt, decidedAmount }) => endedAt === null && decidedAmount === null);
}

/** The arithmetic of a claim's window as of now. */
export async function getAssessed(ctx: CommandContext, request: CreditRequest): Promise<AssessedWindow> {
  const assessed = await findAssessed(ctx, request);
  if (!assessed) throw new DomainError('not-found', words.noWindow);
  return assessed;
}

/** As `getAssessed`; undefined where the contract has no such window by now. */
export async function findAssessed(ctx: CommandContext, request: CreditRequest): Promise<AssessedWindow | undefined> {
  const month = monthOf(request.windowStart, request.zone);
  const { contractId } = request;
  const assessed = await findContractWindow(ctx.db, 'every-organization', { contractId, month, now: ctx.now() });
  // A month may name another window by now: its figures say nothing of this claim.
  return assessed?.window.assessment.window.startedAt === request.windowStart ? assessed : undefined;
}
