import { type CommandContext, inTransaction } from './context.ts';
import { requestCredit } from './request-credit.ts';
import { requestCreditAndReports } from './request-credit-and-reports.ts';
import { type CreditDraftInput, saveCreditDraft } from './save-credit-draft.ts';

/** Asks for a credit with the files chosen in the form, beside those kept with the asker's draft before. */
export async function askForCredit(
  ctx: CommandContext,
  input: CreditDraftInput,
): Promise<{ readonly id: string; readonly no: number }> {
  return inTransaction(ctx, async (tx) => {
    if (input.files.length > 0) await saveCreditDraft(tx, input);
    return input.reports === 'wanted' ? requestCreditAndReports(tx, input) : requestCredit(tx, input);
  });
}
