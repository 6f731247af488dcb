import { addDays, dayOf, type Instant } from '../time.ts';
import type { BillingPlan, Payment } from '../words.ts';

/** The days of service under a contract: granted less taken back, and what of them went to the term or to an invoice. */
export interface GrantedDays {
  readonly granted: number;
  readonly appliedToTerm: number;
  readonly appliedToInvoice: number;
}

export interface TermExtension {
  /** Days that lengthen the term, and how many of them are recorded as applied to it. */
  readonly days: number;
  readonly applied: number;
  /** The last day as agreed, and with the days. */
  readonly endsOn: string;
  readonly newEndsOn: string;
}

interface Term {
  readonly endsAt: Instant | null;
  readonly billingPlan: BillingPlan | null;
  readonly payment: Payment | null;
}

/**
 * The last day of a term with the days of service granted under it; undefined where there is nothing to add. Days taken off an
 * invoice do not lengthen it, nor do the days of a contract billed each month afterwards until they are applied to the term.
 */
export function termExtension(term: Term, zone: string, granted: GrantedDays): TermExtension | undefined {
  const isTakenOffInvoice = term.billingPlan === 'monthly' && term.payment === 'postpaid';
  const applied = granted.appliedToTerm;
  const days = isTakenOffInvoice ? applied : granted.granted - granted.appliedToInvoice;
  if (term.endsAt === null || days <= 0) return undefined;
  const endsOn = dayOf(term.endsAt - 1, zone);
  return { days, applied, endsOn, newEndsOn: addDays(endsOn, days) };
}
