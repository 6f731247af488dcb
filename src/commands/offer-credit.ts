import { findContract } from '#db/queries/contracts';
import { listClaimedItems } from '#db/queries/credit-requests';
import { findContractWindow } from '#db/queries/credit-windows';
import { findOrganizationLanguage } from '#db/queries/organization-language';
import type { CreditOrigin } from '#domain/words';
import { creditRefusals } from '#i18n/credits/refusals';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { insertCreditRequest } from './insert-credit-request.ts';
import { lockCreditLedger } from './lock-credit-ledger.ts';
import { type CreditClaim, itemsToAsk } from './request-credit.ts';

export interface CreditOffer {
  readonly contractId: string;
  /** `YYYY-MM` of the window. */
  readonly month: string;
  readonly serviceIds: readonly string[];
  /** Why it is offered. */
  readonly note: string;
  readonly origin: Exclude<CreditOrigin, 'asked'>;
}

/** Opens a claim in the customer's place: what is owed to him can then be granted by the ordinary rules, and only once. */
export async function offerCredit(
  ctx: CommandContext,
  offer: CreditOffer,
): Promise<{ readonly id: string; readonly no: number }> {
  requireOperator(ctx, 'money');
  const words = creditRefusals('en');
  return inTransaction(ctx, async (tx) => {
    const contract = await findContract(tx.db, 'every-organization', offer.contractId);
    if (contract?.direction !== 'we-owe') throw new DomainError('not-found', words.noContract);
    await lockCreditLedger(tx, contract.id);
    const assessed = await findContractWindow(tx.db, 'every-organization', { ...offer, now: tx.now() });
    if (!assessed) throw new DomainError('not-found', words.noContract);
    const lang = await findOrganizationLanguage(tx.db, contract.organizationId);
    const claim: CreditClaim = { ...offer, ticketNo: null, lang };
    const claimed = await listClaimedItems(tx.db, contract.id);
    const items = itemsToAsk({ assessed, claim, words, claimed, now: tx.now() });
    return insertCreditRequest(tx, { assessed, items, claim, ticketId: null, words, origin: offer.origin });
  });
}
