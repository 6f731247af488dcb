import type { CommandContext } from '#commands/context';
import { editContract } from '#commands/edit-contract';
import { endContract } from '#commands/end-contract';
import { addDays, dayStart } from '#domain/time';
import { endForm, particularsForm } from '#lib/contract-form';
import { type FormState, submitForm } from '#lib/form-state';

export interface ContractSubmission {
  readonly ctx: CommandContext;
  readonly form: string;
  readonly contractId: string;
  readonly zone: string;
}

/** Runs the two forms of a contract's page. */
export function submitContractForm(
  http: Request,
  { ctx, form, contractId, zone }: ContractSubmission,
): Promise<FormState | undefined> {
  if (form === 'end') {
    return submitForm(http, {
      form,
      schema: endForm,
      run: ({ to, reason }) => endContract(ctx, { contractId, reason, endsAt: dayStart(addDays(to, 1), zone) }),
    });
  }
  return submitForm(http, {
    form: 'edit',
    schema: particularsForm,
    run: (values) => editContract(ctx, { ...values, contractId }),
  });
}
