import type { Language } from '#domain/words';
import { creditRefusals } from '#i18n/credits/refusals';
import { takeClaim } from './claim-in-hand.ts';
import { dropUnconfirmed } from './confirm-credit-decision.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { mailOperatorsStep } from './mail-credit-claim.ts';
import { endRequestItems, moveCreditRequest } from './move-credit-request.ts';
import { writeAudit } from './write-audit.ts';

/** Takes a claim back before it is answered; its services can be asked for again as long as the time runs. */
export async function withdrawCreditRequest(
  ctx: CommandContext,
  { no, lang }: { readonly no: number; readonly lang: Language },
): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const { request } = await takeClaim(tx, { no, move: 'withdraw', lang });
    const to = { stage: 'withdrawn', dueAt: null, dueLeftMs: null } as const;
    await moveCreditRequest(tx, { request, to, words: creditRefusals(lang) });
    await dropUnconfirmed(tx, { request });
    await endRequestItems(tx, request.items);
    if (request.direction === 'we-owe') await mailOperatorsStep(tx, { request, step: 'withdrawn', body: '' });
    await writeAudit(tx, {
      action: 'withdraw-credit-request',
      subjectKind: 'credit-request',
      subjectId: request.id,
      organizationId: request.organizationId,
      detail: { no: request.no },
    });
  });
}
