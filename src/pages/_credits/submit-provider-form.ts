import type { CommandContext } from '#commands/context';
import { recordCreditAnswer } from '#commands/record-credit-answer';
import { recordCreditCase } from '#commands/record-credit-case';
import type { CreditRequest } from '#db/queries/credit-requests';
import type { Language } from '#domain/words';
import { amountsForm, caseForm, providerAnswerForm } from '#lib/credit-forms';
import { type FormState, submitForm } from '#lib/form-state';

export interface ProviderSubmission {
  readonly ctx: CommandContext;
  readonly form: string;
  readonly request: CreditRequest;
  readonly lang: Language;
}

/** Runs the two forms about a claim against a provider: its case number, and its answer. */
export function submitProviderForm(http: Request, input: ProviderSubmission): Promise<FormState | undefined> {
  const { ctx, form, request, lang } = input;
  const { no } = request;
  if (form === 'case') {
    return submitForm(http, {
      form,
      schema: caseForm(lang),
      run: ({ caseNumber }) => recordCreditCase(ctx, { no, caseNumber, lang }),
    });
  }
  const schema = providerAnswerForm(lang).and(amountsForm(request, lang));
  return submitForm(http, {
    form: 'answer',
    schema,
    run: ({ answer, words, amounts }) => recordCreditAnswer(ctx, { no, answer, words, amounts, lang }),
  });
}
