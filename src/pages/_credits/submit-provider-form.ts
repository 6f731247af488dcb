import type { CommandContext } from '#commands/context';
import { recordProviderCreditSeen } from '#commands/record-provider-credit-seen';
import { recordProviderDecision } from '#commands/record-provider-decision';
import { recordProviderReply } from '#commands/record-provider-reply';
import { recordProviderSending } from '#commands/record-provider-sending';
import type { CreditRequest } from '#db/queries/credit-requests';
import type { Language } from '#domain/words';
import { type FormState, submitForm } from '#lib/form-state';
import { decisionForm, replyForm, seenForm, sendingForm } from '#lib/provider-claim-forms';

/** Whether a posted form is one of those about a claim against a provider. */
export function isProviderForm(form: string): boolean {
  return form.startsWith('provider-');
}

export interface ProviderSubmission {
  readonly ctx: CommandContext;
  readonly form: string;
  readonly request: CreditRequest;
  readonly lang: Language;
}

/** Runs the forms about what goes between us and a provider; undefined when done. */
export function submitProviderForm(http: Request, input: ProviderSubmission): Promise<FormState | undefined> {
  const { ctx, form, request, lang } = input;
  const claim = { no: request.no, lang };
  switch (form) {
    case 'provider-sending':
      return submitForm(http, {
        form,
        schema: sendingForm(lang),
        run: (values) => recordProviderSending(ctx, { ...values, ...claim }),
      });
    case 'provider-reply':
      return submitForm(http, {
        form,
        schema: replyForm(lang),
        run: (values) => recordProviderReply(ctx, { ...values, ...claim }),
      });
    case 'provider-seen':
      return submitForm(http, {
        form,
        schema: seenForm(lang),
        run: (values) => recordProviderCreditSeen(ctx, { ...values, ...claim }),
      });
    default:
      return submitForm(http, {
        form: 'provider-answer',
        schema: decisionForm(request, lang),
        run: (values) => recordProviderDecision(ctx, { ...values, ...claim }),
      });
  }
}
