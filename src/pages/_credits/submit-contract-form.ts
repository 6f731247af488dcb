import { changeContract } from '#commands/change-contract';
import type { CommandContext } from '#commands/context';
import { editContract } from '#commands/edit-contract';
import { endContract } from '#commands/end-contract';
import { addDays, dayStart } from '#domain/time';
import { changeForm, endForm, particularsForm } from '#lib/contract-form';
import { type FormState, submitForm } from '#lib/form-state';

export interface ContractSubmission {
  readonly ctx: CommandContext;
  readonly form: string;
  readonly contractId: string;
  readonly zone: string;
  readonly currency: string | null;
}

/** Runs the three forms of a contract's page. */
export function submitContractForm(
  http: Request,
  { ctx, form, contractId, zone, currency }: ContractSubmission,
): Promise<FormState | undefined> {
  if (form === 'end') {
    return submitForm(http, {
      form,
      schema: endForm,
      run: ({ to, reason }) => endContract(ctx, { contractId, reason, endsAt: dayStart(addDays(to, 1), zone) }),
    });
  }
  if (form === 'change') {
    return submitForm(http, {
      form,
      schema: changeForm(currency),
      run: (values) => changeContract(ctx, { ...values, contractId }),
    });
  }
  return submitForm(http, {
    form: 'edit',
    schema: particularsForm,
    run: (values) => editContract(ctx, { ...values, contractId }),
  });
}
