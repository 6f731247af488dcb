import type { CreditRequest } from '#db/queries/credit-requests';
import { listReaderAddresses } from '#db/queries/ticket-people';
import type { Letter } from '#domain/letters';
import { formatCredit, formatMonthName } from '#i18n/credits/format-credit';
import type { CommandContext } from './context.ts';
import { queueLetter, queueOperatorLetter } from './queue-letter.ts';

export interface CreditAnswer {
  readonly request: CreditRequest;
  readonly month: string;
  /** Zero when the claim was declined. */
  readonly granted: number;
  readonly reason: string;
}

/** Tells the admin who asked (or every admin where he is none any more) what was decided, in the language of the claim. */
export async function mailCreditAnswer(ctx: CommandContext, answer: CreditAnswer): Promise<void> {
  const { request, granted } = answer;
  const { lang, unit, no, organizationId } = request;
  const asked = request.items.reduce((sum, { askedAmount }) => sum + askedAmount, 0);
  const value = granted === 0 ? asked : granted;
  const letter: Letter = {
    kind: 'credit-decided',
    path: `/portal/credits/requests/${no}?lang=${lang}`,
    no,
    decision: granted === 0 ? 'declined' : 'approved',
    amount: formatCredit({ unit, value, currency: null }, lang),
    window: formatMonthName(answer.month, lang),
    reason: answer.reason,
  };
  for (const to of await listReaderAddresses(ctx.db, { organizationId }, request.askedBy)) {
    await queueLetter(ctx, { to, lang, organizationId, letter });
  }
}

/** Tells the operators who decide about money that a claim came in. */
export async function mailCreditAsked(
  ctx: CommandContext,
  input: { readonly request: CreditRequest; readonly month: string },
): Promise<void> {
  const { request, month } = input;
  const value = request.items.reduce((sum, { askedAmount }) => sum + askedAmount, 0);
  await queueOperatorLetter(ctx, {
    role: 'money',
    letter: {
      kind: 'credit-asked',
      path: `/console/credits/${request.no}`,
      no: request.no,
      organizationName: request.organizationName ?? request.counterparty,
      amount: formatCredit({ unit: request.unit, value, currency: null }, 'en'),
      window: formatMonthName(month, 'en'),
    },
  });
}
