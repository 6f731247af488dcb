import type { CreditUnit } from '../words.ts';
import type { WindowFee } from './assessment.ts';
import type { PolicyTerms } from './policy.ts';

export interface UnitOfCredits {
  readonly unit: CreditUnit;
  /** Set for money alone. */
  readonly currency: string | null;
}

/** Whether sums of both can be set off against each other. */
export function isSameUnit(a: UnitOfCredits, b: UnitOfCredits): boolean {
  return a.unit === b.unit && a.currency === b.currency;
}

/** The unit in which the ledger keeps what these terms grant; a multiple of the fee is money only where the fee is known. */
export function unitOfCredits(terms: PolicyTerms, fee?: WindowFee | undefined): UnitOfCredits {
  const { unit, currency } = terms.credit;
  if (unit === 'days') return { unit: 'days', currency: null };
  if (unit === 'money') return { unit: 'money', currency: currency ?? null };
  if (unit === 'multiple' && fee) return { unit: 'money', currency: fee.currency };
  return { unit: 'percent', currency: null };
}
