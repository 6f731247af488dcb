import type { Credit } from '../sla/assessment.ts';
import type { SlaPolicy } from '../sla/policy.ts';
import { windowOf } from '../sla/window.ts';
import type { FeeHistory } from './fee-history.ts';
import { type Worth, worthOf } from './worth.ts';

/** The worth of an assessed credit of the window named by `month`. */
export type CreditWorth = (credit: Credit, month: string) => Worth;

/** How the credits of one contract are put into money. */
export function worthUnder(policy: SlaPolicy, history: FeeHistory): CreditWorth {
  const { window: rule, credit: terms } = policy.terms;
  return ({ unit, amount, currency }, month) =>
    worthOf(
      { unit, value: amount, currency: currency ?? null },
      { history, window: windowOf(rule, month, history.zone), feeBase: terms.feeBase },
    );
}
