import type { CreditRequest } from '#db/queries/credit-requests';
import { findPerson, getStanding } from '#db/queries/people';
import { listReaderAddresses } from '#db/queries/ticket-people';
import type { Letter, LetterOf } from '#domain/letters';
import { monthOf } from '#domain/time';
import type { Language } from '#domain/words';
import { formatCredit, formatMonthName } from '#i18n/credits/format-credit';
import type { CommandContext } from './context.ts';
import { queueLetter, queueOperatorLetter } from './queue-letter.ts';

export interface CreditAnswerNews {
  readonly request: CreditRequest;
  readonly month: string;
  /** Zero when the claim was declined. */
  readonly granted: number;
  readonly reason: string;
}

/** Tells the admin who asked (or every admin where he is none any more) what was decided, in the language of the claim. */
export async function mailCreditAnswer(ctx: CommandContext, answer: CreditAnswerNews): Promise<void> {
  const { request, granted } = answer;
  const { lang, unit, currency, no } = request;
  const value = granted === 0 ? askedSum(request) : granted;
  const letter = {
    path: `/portal/credits/requests/${no}?lang=${lang}`,
    no,
    amount: formatCredit({ unit, value, currency }, lang),
    window: formatMonthName(answer.month, lang),
    reason: answer.reason,
  };
  if (request.origin === 'asked') {
    const decision = granted === 0 ? 'declined' : 'approved';
    return mailAsker(ctx, request, { ...letter, kind: 'credit-decided', decision });
  }
  // What nobody asked for and nobody gets is no news.
  if (granted > 0) await mailAsker(ctx, request, { ...letter, kind: 'credit-given' });
}

export interface CreditStepNews {
  readonly request: CreditRequest;
  readonly step: LetterOf<'credit-step'>['step'];
  /** What somebody wrote; empty where nobody did. */
  readonly body: string;
}

/** Tells the admin who asked of a step of his claim, in the language of the claim. */
export async function mailCreditStep(ctx: CommandContext, { request, step, body }: CreditStepNews): Promise<void> {
  const path = `/portal/credits/requests/${request.no}?lang=${request.lang}`;
  await mailAsker(ctx, request, stepLetter(ctx, { request, step, body, path, lang: request.lang }));
}

/** Tells the operators who decide about money of a step of a claim. */
export async function mailOperatorsStep(ctx: CommandContext, { request, step, body }: CreditStepNews): Promise<void> {
  const letter = stepLetter(ctx, { request, step, body, path: `/console/credits/${request.no}`, lang: 'en' });
  await queueOperatorLetter(ctx, { role: 'money', letter });
}

/** Asks the other operators with money to confirm a decision above the set sum. */
export async function mailUnconfirmed(
  ctx: CommandContext,
  input: {
    readonly request: CreditRequest;
    readonly sum: number;
    readonly reason: string;
    /** Where it is confirmed; the page of the claim unless said otherwise. */
    readonly path?: string;
  },
): Promise<void> {
  const { request, sum, reason, path = `/console/credits/${request.no}` } = input;
  const letter = stepLetter(ctx, { request, step: 'unconfirmed', body: reason, path, lang: 'en' });
  const amount = formatCredit({ unit: request.unit, value: sum, currency: request.currency }, 'en');
  await queueOperatorLetter(ctx, { role: 'money', letter: { ...letter, amount } });
}

/** Tells the operator who decided first that a second one does not confirm, and why. */
export async function mailSentBack(
  ctx: CommandContext,
  { request, firstBy, reason }: { readonly request: CreditRequest; readonly firstBy: string; readonly reason: string },
): Promise<void> {
  const person = await findPerson(ctx.db, firstBy);
  const { disabledAt, operatorRoles } = await getStanding(ctx.db, firstBy);
  if (!person || disabledAt !== null || !operatorRoles.includes('money')) return;
  const path = `/console/credits/${request.no}`;
  const letter = stepLetter(ctx, { request, step: 'sent-back', body: reason, path, lang: 'en' });
  await queueLetter(ctx, { to: person.email, lang: 'en', letter });
}

/** Tells the operators who decide about money that a claim came in. */
export async function mailCreditAsked(
  ctx: CommandContext,
  input: { readonly request: CreditRequest; readonly month: string },
): Promise<void> {
  const { request, month } = input;
  await queueOperatorLetter(ctx, {
    role: 'money',
    letter: {
      kind: 'credit-asked',
      path: `/console/credits/${request.no}`,
      no: request.no,
      organizationName: request.organizationName ?? request.counterparty,
      amount: formatCredit({ unit: request.unit, value: askedSum(request), currency: request.currency }, 'en'),
      window: formatMonthName(month, 'en'),
    },
  });
}

function stepLetter(
  ctx: CommandContext,
  input: CreditStepNews & { readonly path: string; readonly lang: Language },
): LetterOf<'credit-step'> {
  const { request, step, body, path, lang } = input;
  return {
    kind: 'credit-step',
    path,
    no: request.no,
    step,
    authorName: ctx.actor.name,
    organizationName: request.organizationName ?? request.counterparty,
    amount: formatCredit({ unit: request.unit, value: askedSum(request), currency: request.currency }, lang),
    window: formatMonthName(monthOf(request.windowStart, request.zone), lang),
    body,
  };
}

/** To the admin who asked, or every admin where he is none any more. */
export async function mailAsker(ctx: CommandContext, request: CreditRequest, letter: Letter): Promise<void> {
  const { lang, organizationId } = request;
  for (const to of await listReaderAddresses(ctx.db, { organizationId }, request.askedBy)) {
    await queueLetter(ctx, { to, lang, organizationId, letter });
  }
}

function askedSum({ items }: CreditRequest): number {
  return items.filter(({ part }) => part === 1).reduce((sum, { askedAmount }) => sum + askedAmount, 0);
}
