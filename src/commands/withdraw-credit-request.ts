import { findCreditRequest } from '#db/queries/credit-requests';
import type { Language } from '#domain/words';
import { creditRefusals } from '#i18n/credits/refusals';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { endRequestItems, moveCreditRequest, scopeOfClaimant } from './move-credit-request.ts';
import { writeAudit } from './write-audit.ts';

/** Takes a claim back before it is answered; its services can be asked for again as long as the time runs. */
export async function withdrawCreditRequest(
  ctx: CommandContext,
  input: { readonly no: number; readonly lang: Language },
): Promise<void> {
  const words = creditRefusals(input.lang);
  const scope = scopeOfClaimant(ctx, words);
  return inTransaction(ctx, async (tx) => {
    const request = await findCreditRequest(tx.db, scope, input.no);
    const askedByOther = scope === 'every-organization' && request?.direction === 'we-owe';
    if (!request || askedByOther) throw new DomainError('not-found', words.noRequest);
    await moveCreditRequest(tx, { request, to: { stage: 'withdrawn' }, words });
    await endRequestItems(tx, request.items);
    await writeAudit(tx, {
      action: 'withdraw-credit-request',
      subjectKind: 'credit-request',
      subjectId: request.id,
      organizationId: request.organizationId,
      detail: { no: request.no },
    });
  });
}
