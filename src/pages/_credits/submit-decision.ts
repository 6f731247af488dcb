import { z } from 'zod';
import { askAboutCredit } from '#commands/ask-about-credit';
import {
  confirmCreditDecision,
  sendBackCreditDecision,
  takeBackCreditDecision,
} from '#commands/confirm-credit-decision';
import type { CommandContext } from '#commands/context';
import { decideCreditRequest } from '#commands/decide-credit-request';
import { reviewCreditRequest } from '#commands/review-credit-request';
import type { CreditRequest } from '#db/queries/credit-requests';
import { amountsForm, decisionForm, reasonForm, wordsForm } from '#lib/credit-forms';
import { type FormState, submitForm } from '#lib/form-state';
import { isProviderForm, submitProviderForm } from './submit-provider-form.ts';

type OneForm = (http: Request, ctx: CommandContext, no: number) => Promise<FormState | undefined>;

const empty = z.object({});

/** The forms of one step each, by name. */
const OTHER_FORMS: Readonly<Record<string, OneForm>> = {
  review: (http, ctx, no) =>
    submitForm(http, { form: 'review', schema: empty, run: () => reviewCreditRequest(ctx, { no }) }),
  ask: (http, ctx, no) =>
    submitForm(http, { form: 'ask', schema: wordsForm, run: ({ body }) => askAboutCredit(ctx, { no, body }) }),
  confirm: (http, ctx, no) =>
    submitForm(http, { form: 'confirm', schema: empty, run: () => confirmCreditDecision(ctx, { no }) }),
  'take-back': (http, ctx, no) =>
    submitForm(http, { form: 'take-back', schema: empty, run: () => takeBackCreditDecision(ctx, { no }) }),
  'send-back': (http, ctx, no) =>
    submitForm(http, {
      form: 'send-back',
      schema: reasonForm,
      run: ({ reason }) => sendBackCreditDecision(ctx, { no, reason }),
    }),
};

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
  if (isProviderForm(form)) {
    return (await submitProviderForm(http, { ctx, form, request, lang: 'en' })) ?? { done: form };
  }
  const other = OTHER_FORMS[form];
  if (other) return (await other(http, ctx, no)) ?? { done: form };
  let done: string = 'approve';
  const refused = await submitForm(http, {
    form: 'decide',
    schema: decisionForm.and(amountsForm(request, 'en')),
    run: async ({ decision, reason, amounts }) => {
      const outcome = await decideCreditRequest(ctx, { no, decision, reason, amounts });
      done = outcome === 'unconfirmed' ? outcome : decision;
    },
  });
  return refused ?? { done };
}
