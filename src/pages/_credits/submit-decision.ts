import { z } from 'zod';
import type { CommandContext } from '#commands/context';
import { decideCreditRequest } from '#commands/decide-credit-request';
import { reviewCreditRequest } from '#commands/review-credit-request';
import type { CreditRequest } from '#db/queries/credit-requests';
import { amountsForm, decisionForm } from '#lib/credit-forms';
import { type FormState, submitForm } from '#lib/form-state';
import { submitProviderForm } from './submit-provider-form.ts';

export interface DecisionSubmission {
  readonly ctx: CommandContext;
  readonly form: string;
  readonly request: CreditRequest;
}

/** Runs the forms of the claim page in the console; `done` names what happened. */
export async function submitDecision(
  http: Request,
  { ctx, form, request }: DecisionSubmission,
): Promise<FormState | { readonly done: string }> {
  const { no } = request;
  if (form === 'case' || form === 'answer') {
    return (await submitProviderForm(http, { ctx, form, request, lang: 'en' })) ?? { done: form };
  }
  if (form === 'review') {
    const run = () => reviewCreditRequest(ctx, { no });
    return (await submitForm(http, { form, schema: z.object({}), run })) ?? { done: form };
  }
  let done = 'approve';
  const refused = await submitForm(http, {
    form: 'decide',
    schema: decisionForm.and(amountsForm(request, 'en')),
    run: ({ decision, reason, amounts }) => {
      done = decision;
      return decideCreditRequest(ctx, { no, decision, reason, amounts });
    },
  });
  return refused ?? { done };
}
