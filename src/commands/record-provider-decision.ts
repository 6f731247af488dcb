import type { CreditRequest } from '#db/queries/credit-requests';
import { type CreditAmount, isCurrency, LARGEST_AMOUNT } from '#domain/credits/amount';
import { compareGiven } from '#domain/credits/provider-side';
import type { CreditUnit } from '#domain/words';
import { appendProviderExchange } from './append-provider-exchange.ts';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { endRequestItems } from './move-credit-request.ts';
import { moveProviderClaim } from './move-provider-claim.ts';
import { noteAppliedCredits } from './note-applied-credits.ts';
import { type ProviderClaimInHand, type ProviderRecord, takeProviderClaim } from './provider-claim-in-hand.ts';
import { writeReceivedCredits } from './write-received-credits.ts';

/** What the provider credits, in the unit it really credits. */
export interface GivenCredit {
  readonly unit: CreditUnit;
  /** Set for money alone. */
  readonly currency: string | null;
  /** By item of the claim, or one sum that was not told apart. */
  readonly amounts: Readonly<Record<string, number>>;
  readonly total: number | null;
}

export interface ProviderDecision extends ProviderRecord {
  readonly answer: 'granted' | 'partly' | 'refused';
  /** null for a refusal. */
  readonly given: GivenCredit | null;
}

/** Records an answer of the provider; what it credits enters the ledger as owed to us, once. */
export async function recordProviderDecision(ctx: CommandContext, record: ProviderDecision): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const inHand = await takeProviderClaim(tx, record, record.answer);
    if (record.words.trim() === '') throw new DomainError('invalid', inHand.say.wordsNeeded, 'words');
    if (record.answer === 'refused') await refuse(tx, inHand, record);
    else await grant(tx, inHand, record);
    await noteAppliedCredits(tx, inHand.request.contractId);
  });
}

async function refuse(ctx: CommandContext, inHand: ProviderClaimInHand, record: ProviderDecision): Promise<void> {
  const kept = inHand.received.some(({ credit }) => credit.value > 0);
  await moveProviderClaim(ctx, inHand, { stage: kept ? 'approved' : 'declined', ...answeredNow(ctx, record) });
  await endRequestItems(ctx, unpaid(inHand.request, {}));
  await appendProviderExchange(ctx, { inHand, record, kind: 'refused', facts: {} });
}

async function grant(ctx: CommandContext, inHand: ProviderClaimInHand, record: ProviderDecision): Promise<void> {
  const { request, received } = inHand;
  const given = checkGiven(inHand, record.given);
  const sum = given.total ?? Object.values(given.amounts).reduce((total, amount) => total + amount, 0);
  const came: CreditAmount = { unit: given.unit, currency: given.currency, value: sum };
  const { short } = compareGiven(askedOf(request), [...received.map(({ credit }) => credit), came]);
  // A part is a part, whatever it is called: it leaves the way open to ask for the rest.
  const kind =
    short !== null && short.value > 0 ? 'partly' : record.answer === 'partly' && short ? 'granted' : record.answer;
  const same = given.unit === request.unit;
  await moveProviderClaim(ctx, inHand, {
    stage: 'approved',
    ...answeredNow(ctx, record),
    ...(same ? { grantedAmount: (request.grantedAmount ?? 0) + sum } : {}),
  });
  await writeReceivedCredits(ctx, { request, given, reason: record.words.trim() });
  if (given.total === null) await endRequestItems(ctx, unpaid(request, given.amounts));
  const amounts = given.total === null ? JSON.stringify(given.amounts) : null;
  const facts = { unit: given.unit, currency: given.currency, amount: sum, amounts };
  await appendProviderExchange(ctx, { inHand, record, kind, facts });
}

function checkGiven({ request, say }: ProviderClaimInHand, given: GivenCredit | null): GivenCredit {
  if (!given) throw new DomainError('invalid', say.unitNeeded, 'unit');
  const money = given.unit === 'money';
  if (money && (given.currency === null || !isCurrency(given.currency))) {
    throw new DomainError('invalid', say.currencyWrong, 'currency');
  }
  const amounts: Record<string, number> = {};
  for (const { id } of request.items) {
    const amount = given.amounts[id] ?? 0;
    if (!isAmount(amount)) throw new DomainError('invalid', say.amountWrong, `amount-${id}`);
    if (amount > 0) amounts[id] = amount;
  }
  const apart = Object.keys(amounts).length > 0;
  if (given.total !== null && !isAmount(given.total)) throw new DomainError('invalid', say.amountWrong, 'total');
  if (apart && given.total !== null) throw new DomainError('invalid', say.amountsTwice, 'total');
  if (!apart && (given.total ?? 0) === 0) throw new DomainError('invalid', say.amountsNeeded, 'unit');
  return { unit: given.unit, currency: money ? given.currency : null, amounts, total: apart ? null : given.total };
}

function isAmount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= LARGEST_AMOUNT;
}

function askedOf({ unit, currency, items }: CreditRequest): CreditAmount {
  const value = items.reduce((sum, { askedAmount }) => sum + askedAmount, 0);
  return { unit, value, currency: unit === 'money' ? currency : null };
}

/** Items that nothing was ever credited for: their services and window can be asked for anew. */
function unpaid({ items }: CreditRequest, now: Readonly<Record<string, number>>): { readonly id: string }[] {
  return items.filter(({ id, creditedAmount }) => creditedAmount === 0 && (now[id] ?? 0) === 0);
}

function answeredNow(ctx: CommandContext, { words }: ProviderDecision) {
  return {
    decidedBy: ctx.actor.id ?? ctx.actor.kind,
    decidedByName: ctx.actor.name,
    decidedAt: ctx.now(),
    providerAnswer: words.trim(),
  };
}
