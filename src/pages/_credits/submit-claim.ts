import { z } from 'zod';
import { askForCredit } from '#commands/ask-for-credit';
import type { CommandContext } from '#commands/context';
import { discardCreditDraft, removeCreditFile } from '#commands/discard-credit-draft';
import { saveCreditDraft } from '#commands/save-credit-draft';
import type { Language } from '#domain/words';
import { claimForm, draftForm, readUploads } from '#lib/claim-form';
import { type FormState, submitForm } from '#lib/form-state';

export interface ClaimSubmission {
  readonly ctx: CommandContext;
  readonly form: string;
  readonly contractId: string;
  readonly month: string;
  readonly draftId: string | undefined;
  readonly lang: Language;
}

const fileForm = z.object({ fileId: z.string().default('') });

/** Runs the forms of a window's page: ask, keep a draft, throw it away, take a file out of it; gives where to go on. */
export async function submitClaim(http: Request, input: ClaimSubmission): Promise<FormState | { readonly to: string }> {
  const { ctx, form, contractId, month, draftId = '', lang } = input;
  const here = `/portal/credits/${contractId}/${month}`;
  const place = { contractId, month, lang };
  let to = `${here}?done=${form}#ask`;
  const run: Readonly<Record<string, () => Promise<FormState | undefined>>> = {
    discard: () =>
      submitForm(http, { form, schema: z.object({}), run: () => discardCreditDraft(ctx, { draftId, lang }) }),
    remove: () =>
      submitForm(http, { form, schema: fileForm, run: ({ fileId }) => removeCreditFile(ctx, { fileId, lang }) }),
    draft: () =>
      submitForm(http, {
        form,
        schema: draftForm(lang),
        run: async ({ services = [], report, note, ticketNo, affectedUsers, files }) => {
          const typed = { serviceIds: services, note, ticketNo, affectedUsers, reports: wanted(report) };
          await saveCreditDraft(ctx, { ...place, ...typed, files: await readUploads(files) });
        },
      }),
  };
  const ask = (): Promise<FormState | undefined> =>
    submitForm(http, {
      form,
      schema: claimForm(lang),
      run: async ({ services, report, note, ticketNo, affectedUsers, files }) => {
        const typed = { serviceIds: services, note, ticketNo, affectedUsers, reports: wanted(report) };
        const { no } = await askForCredit(ctx, { ...place, ...typed, files: await readUploads(files) });
        to = `/portal/credits/requests/${no}?done=asked`;
      },
    });
  return (await (run[form] ?? ask)()) ?? { to };
}

function wanted(report: 'yes' | undefined): 'wanted' | 'not-wanted' {
  return report === 'yes' ? 'wanted' : 'not-wanted';
}
