import type { CommandContext } from '#commands/context';
import { prepareBulkDecision } from '#commands/prepare-bulk-decision';
import { type AffectedCredit, keyOfAffected } from '#domain/credits/many/affected';
import { unsettled } from '#domain/credits/many/choose';
import { bulkForm } from '#lib/bulk-form';
import { type FormState, submitForm } from '#lib/form-state';

export interface BulkSubmission {
  readonly ctx: CommandContext;
  readonly incidentId: string;
  readonly rows: readonly AffectedCredit[];
}

/** Reads the choice of contracts and prepares the step; gives where its preview is shown. */
export async function submitBulk(
  http: Request,
  { ctx, incidentId, rows }: BulkSubmission,
): Promise<FormState | { readonly preparedId: string }> {
  let preparedId = '';
  const refused = await submitForm(http, {
    form: 'prepare',
    schema: bulkForm,
    run: async ({ action, which, reason, keys }) => {
      const chosen = which === 'ticked' ? keys : unsettled(rows, action).map(keyOfAffected);
      preparedId = (await prepareBulkDecision(ctx, { incidentId, action, reason, keys: chosen })).id;
    },
  });
  return refused ?? { preparedId };
}
