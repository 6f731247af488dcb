import { applyCredit } from '#commands/apply-credit';
import { type CommandContext, DomainError } from '#commands/context';
import { reverseCreditEntry } from '#commands/reverse-credit-entry';
import type { Balance } from '#db/queries/ledger';
import { parseAmount } from '#domain/credits/amount';
import { findByKey } from '#domain/credits/balance-key';
import { applicationForm, reversalForm } from '#lib/credit-forms';
import { type FormState, submitForm } from '#lib/form-state';

export interface LedgerSubmission {
  readonly ctx: CommandContext;
  readonly form: string;
  readonly balances: readonly Balance[];
}

/** Runs the two forms of the ledger page. */
export function submitLedgerForm(
  http: Request,
  { ctx, form, balances }: LedgerSubmission,
): Promise<FormState | undefined> {
  if (form === 'reverse') {
    return submitForm(http, { form, schema: reversalForm, run: (values) => reverseCreditEntry(ctx, values) });
  }
  return submitForm(http, {
    form: 'apply',
    schema: applicationForm,
    run: async ({ balance, amount, reference, onceKey }) => {
      const found = findByKey(balances, balance);
      if (!found) throw new DomainError('invalid', 'This balance is used up. Choose another.', 'balance');
      const { contractId, unit, currency } = found;
      const value = parseAmount(amount, unit, currency) ?? Number.NaN;
      await applyCredit(ctx, { contractId, unit, currency, amount: value, reference, onceKey });
    },
  });
}
