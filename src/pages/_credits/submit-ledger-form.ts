import { applyCredit } from '#commands/apply-credit';
import { type CommandContext, DomainError } from '#commands/context';
import { reverseCreditEntry } from '#commands/reverse-credit-entry';
import type { Balance } from '#db/queries/ledger';
import { isCurrency, parseAmount } from '#domain/credits/amount';
import { findByKey, serviceOfKey } from '#domain/credits/balance-key';
import type { ApplicationTarget } from '#domain/credits/entry-text';
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
    run: async ({ balance, amount, onceKey, ...goal }) => {
      const found = findByKey(balances, balance);
      if (!found) throw new DomainError('invalid', 'This balance is used up. Choose another.', 'balance');
      const { contractId, unit, currency, windowStart } = found;
      const value = parseAmount(amount, unit, currency) ?? Number.NaN;
      const place = { contractId, unit, currency, windowStart, serviceId: serviceOfKey(balance), amount: value };
      await applyCredit(ctx, { ...place, ...applicationGoal(goal), onceKey });
    },
  });
}

interface TypedGoal {
  readonly appliedTo: ApplicationTarget;
  readonly reference: string;
  readonly invoiceDate: string;
  readonly invoiceSum: string;
  readonly invoiceCurrency: string;
}

/** What was typed for an invoice is left out where the credit goes to the term. */
function applicationGoal(typed: TypedGoal) {
  const { appliedTo, reference } = typed;
  if (appliedTo === 'term') return { appliedTo, reference };
  const invoiceCurrency = typed.invoiceCurrency.trim().toUpperCase();
  const known = isCurrency(invoiceCurrency);
  const invoiceMinor = known ? (parseAmount(typed.invoiceSum, 'money', invoiceCurrency) ?? null) : null;
  return { appliedTo, reference, invoiceDate: typed.invoiceDate.trim(), invoiceMinor, invoiceCurrency };
}
