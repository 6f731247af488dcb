import { creditRefusals } from '#i18n/credits/refusals';
import { takeClaim } from './claim-in-hand.ts';
import { type CommandContext, inTransaction, requireOperator } from './context.ts';
import { moveCreditRequest } from './move-credit-request.ts';
import { writeAudit } from './write-audit.ts';

/** Shows the admin that somebody works on the claim. */
export async function reviewCreditRequest(ctx: CommandContext, input: { readonly no: number }): Promise<void> {
  requireOperator(ctx, 'money');
  const words = creditRefusals('en');
  return inTransaction(ctx, async (tx) => {
    const { request } = await takeClaim(tx, { no: input.no, move: 'take-up', lang: 'en' });
    await moveCreditRequest(tx, { request, to: { stage: 'in-review' }, words });
    await writeAudit(tx, {
      action: 'review-credit-request',
      subjectKind: 'credit-request',
      subjectId: request.id,
      organizationId: request.organizationId,
      detail: { no: request.no },
    });
  });
}
