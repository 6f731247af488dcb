import { resumeClock, stopClock } from '#domain/credits/claim-clock';
import type { Language } from '#domain/words';
import { creditRefusals } from '#i18n/credits/refusals';
import { takeClaim } from './claim-in-hand.ts';
import { type CommandContext, inTransaction, requireOperator } from './context.ts';
import { mailCreditStep, mailOperatorsStep } from './mail-credit-claim.ts';
import { moveCreditRequest } from './move-credit-request.ts';
import { writeAudit } from './write-audit.ts';
import { checkText, writeCreditMessage } from './write-credit-message.ts';

/** An operator asks the admin something; the clock to decide stands still until he answers. */
export async function askAboutCredit(
  ctx: CommandContext,
  input: { readonly no: number; readonly body: string },
): Promise<void> {
  requireOperator(ctx, 'money');
  const words = creditRefusals('en');
  const body = checkText(input.body, { needed: words.questionNeeded, tooLong: words.textTooLong });
  return inTransaction(ctx, async (tx) => {
    const { request } = await takeClaim(tx, { no: input.no, move: 'ask', lang: 'en' });
    await moveCreditRequest(tx, { request, to: { stage: 'in-review', ...stopClock(request, tx.now()) }, words });
    await writeCreditMessage(tx, { request, kind: 'question', body });
    await mailCreditStep(tx, { request, step: 'question', body });
    await writeAudit(tx, {
      action: 'ask-about-credit',
      subjectKind: 'credit-request',
      subjectId: request.id,
      organizationId: request.organizationId,
      detail: { no: request.no, body },
    });
  });
}

/** The admin answers the open question; the clock runs on with what was left. */
export async function answerCreditQuestion(
  ctx: CommandContext,
  input: { readonly no: number; readonly body: string; readonly lang: Language },
): Promise<void> {
  const { no, lang } = input;
  const words = creditRefusals(lang);
  const body = checkText(input.body, { needed: words.replyNeeded, tooLong: words.textTooLong });
  return inTransaction(ctx, async (tx) => {
    const { request } = await takeClaim(tx, { no, move: 'reply', lang });
    await moveCreditRequest(tx, { request, to: resumeClock(request, tx.now()), words });
    await writeCreditMessage(tx, { request, kind: 'answer', body });
    await mailOperatorsStep(tx, { request, step: 'reply', body });
    await writeAudit(tx, {
      action: 'answer-credit-question',
      subjectKind: 'credit-request',
      subjectId: request.id,
      organizationId: request.organizationId,
      detail: { no, body },
    });
  });
}
