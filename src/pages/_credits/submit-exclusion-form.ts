import type { CommandContext } from '#commands/context';
import { excludeTime } from '#commands/exclude-time';
import { revokeExclusion } from '#commands/revoke-exclusion';
import type { Interval } from '#domain/interval';
import { exclusionForm, revocationForm } from '#lib/exclusion-form';
import { type FormState, submitForm } from '#lib/form-state';

export interface ExclusionSubmission {
  readonly ctx: CommandContext;
  readonly form: 'exclude' | 'revoke';
  readonly contractId: string;
  /** Of the page that holds the form. */
  readonly window: Interval;
}

/** Runs the two forms about excluded time. */
export function submitExclusionForm(
  http: Request,
  { ctx, form, contractId, window }: ExclusionSubmission,
): Promise<FormState | undefined> {
  if (form === 'revoke') {
    return submitForm(http, {
      form,
      schema: revocationForm,
      run: (values) => revokeExclusion(ctx, { ...values, contractId }),
    });
  }
  return submitForm(http, {
    form,
    schema: exclusionForm(window),
    run: (values) => excludeTime(ctx, { ...values, contractId }),
  });
}
