import { findBalance } from '#db/queries/ledger';
import type { ApplicationTarget } from '#domain/credits/entry-text';
import { creditKey } from '#domain/credits/received';
import { appendCreditEntry } from './append-credit-entry.ts';
import { appendProviderExchange } from './append-provider-exchange.ts';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { noteAppliedCredits } from './note-applied-credits.ts';
import { type ProviderClaimInHand, type ProviderRecord, takeProviderClaim } from './provider-claim-in-hand.ts';

export interface SeenCredit extends ProviderRecord {
  /** Which of the claim's credits, as `creditKey` names it. */
  readonly credit: string;
  readonly amount: number;
  readonly seenOn: ApplicationTarget;
  /** The number of the invoice, or the new end of the term. */
  readonly reference: string;
}

/** Records on which invoice or in which term a provider's credit was found: it is used up in the ledger. */
export async function recordProviderCreditSeen(ctx: CommandContext, record: SeenCredit): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const inHand = await takeProviderClaim(tx, record, 'seen');
    const { request, say } = inHand;
    const reference = record.reference.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
    if (reference === '' || reference.length > 200) throw new DomainError('invalid', say.referenceNeeded, 'reference');
    const { unit, currency } = await checkSeen(tx, inHand, record);
    const { id } = await appendCreditEntry(tx, {
      contractId: request.contractId,
      organizationId: request.organizationId,
      direction: request.direction,
      unit,
      currency,
      kind: 'application',
      amount: -record.amount,
      windowStart: unit === 'percent' ? request.windowStart : null,
      reason: record.words.trim(),
      appliedTo: record.seenOn,
      reference,
      invoiceDate: record.seenOn === 'invoice' ? record.happenedOn : null,
      onceKey: record.onceKey,
    });
    const facts = { unit, currency, amount: record.amount, reference, entryId: id };
    await appendProviderExchange(tx, { inHand, record, kind: 'seen', facts });
    await noteAppliedCredits(tx, request.contractId);
  });
}

/** No more than is left of this claim's credit, nor than the balance holds. */
async function checkSeen(ctx: CommandContext, { request, received, say }: ProviderClaimInHand, record: SeenCredit) {
  const found = received.find(({ credit }) => creditKey(credit) === record.credit);
  if (!found) throw new DomainError('invalid', say.unitNeeded, 'credit');
  const { amount } = record;
  if (!Number.isSafeInteger(amount) || amount < 1) throw new DomainError('invalid', say.amountWrong, 'amount');
  const { unit, currency } = found.credit;
  if (record.seenOn === 'term' && unit !== 'days') throw new DomainError('invalid', say.termOfDays, 'seenOn');
  const { contractId, direction, windowStart } = request;
  const balance = await findBalance(ctx.db, { contractId, direction, unit, currency, windowStart });
  if (amount > Math.min(found.unseen, balance)) throw new DomainError('conflict', say.moreThanLeft, 'amount');
  return { unit, currency };
}
