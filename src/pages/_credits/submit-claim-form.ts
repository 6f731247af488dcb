import { z } from 'zod';
import { appealCreditRequest } from '#commands/appeal-credit-request';
import { answerCreditQuestion } from '#commands/ask-about-credit';
import { attachToClaim } from '#commands/attach-to-claim';
import { supplementCreditRequest, takeNewFigures } from '#commands/supplement-credit-request';
import { withdrawCreditRequest } from '#commands/withdraw-credit-request';
import { filesForm, readUploads } from '#lib/claim-form';
import { wordsForm } from '#lib/credit-forms';
import { type FormState, submitForm } from '#lib/form-state';
import { type ProviderSubmission, submitProviderForm } from './submit-provider-form.ts';

const servicesForm = z.object({
  services: z
    .union([z.string(), z.array(z.string())])
    .transform((value) => [value].flat())
    .default([]),
});
const empty = z.object({});

/** Runs the forms of the claim page in the portal. */
export function submitClaimForm(http: Request, input: ProviderSubmission): Promise<FormState | undefined> {
  const { ctx, form, request, lang } = input;
  const { no } = request;
  switch (form) {
    case 'withdraw':
      return submitForm(http, { form, schema: empty, run: () => withdrawCreditRequest(ctx, { no, lang }) });
    case 'reply':
      return submitForm(http, {
        form,
        schema: wordsForm,
        run: ({ body }) => answerCreditQuestion(ctx, { no, body, lang }),
      });
    case 'appeal':
      return submitForm(http, {
        form,
        schema: wordsForm,
        run: ({ body }) => appealCreditRequest(ctx, { no, body, lang }),
      });
    case 'figures':
      return submitForm(http, { form, schema: empty, run: () => takeNewFigures(ctx, { no, lang }) });
    case 'add':
      return submitForm(http, {
        form,
        schema: servicesForm,
        run: ({ services }) => supplementCreditRequest(ctx, { no, serviceIds: services, lang }),
      });
    case 'attach':
      return submitForm(http, {
        form,
        schema: filesForm,
        run: async ({ files }) => attachToClaim(ctx, { no, files: await readUploads(files), lang }),
      });
    default:
      return submitProviderForm(http, input);
  }
}
