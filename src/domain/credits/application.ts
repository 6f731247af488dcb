import { isDay } from '../time.ts';
import type { CreditUnit } from '../words.ts';
import { isCurrency, LARGEST_AMOUNT } from './amount.ts';
import type { ApplicationTarget } from './entry-text.ts';

/** Part of a balance that is used up. */
export interface CreditApplication {
  readonly contractId: string;
  readonly unit: CreditUnit;
  readonly currency: string | null;
  /** Which window's percentage is used; for percentages alone. */
  readonly windowStart?: number | null;
  /** Of which service's fee the percentage is, where that needs to be said. */
  readonly serviceId?: string | null;
  readonly amount: number;
  /** To an invoice, or as days added to the end of the term. */
  readonly appliedTo: ApplicationTarget;
  /** The number of the invoice; for a term what was agreed, if anything. */
  readonly reference: string;
  /** `YYYY-MM-DD` */
  readonly invoiceDate?: string | null;
  readonly invoiceMinor?: number | null;
  readonly invoiceCurrency?: string | null;
  /** Sent along with the form: the same form sent twice is one application. */
  readonly onceKey: string;
}

export interface ApplicationMistake {
  readonly field: string;
  readonly sentence: string;
}

/** The first thing that cannot be, as a sentence for the form. */
export function findMistakeInApplication(input: CreditApplication): ApplicationMistake | undefined {
  if (!isWholeSum(input.amount)) return { field: 'amount', sentence: 'The amount is a whole figure above zero.' };
  if (input.reference.length > 200) {
    return { field: 'reference', sentence: 'Please keep this under 200 characters.' };
  }
  return input.appliedTo === 'term' ? findMistakeInTerm(input) : findMistakeInInvoice(input);
}

function findMistakeInTerm({ unit }: CreditApplication): ApplicationMistake | undefined {
  if (unit === 'days') return undefined;
  return { field: 'appliedTo', sentence: 'Only days can be added to a term. Apply this to an invoice.' };
}

function findMistakeInInvoice(input: CreditApplication): ApplicationMistake | undefined {
  const { invoiceDate, invoiceMinor, invoiceCurrency } = input;
  if (input.reference.trim() === '') return { field: 'reference', sentence: 'Give the number of the invoice.' };
  if (!invoiceDate || !isDay(invoiceDate)) {
    return { field: 'invoiceDate', sentence: 'Give the day of the invoice, for example 2026-11-30.' };
  }
  if (!invoiceCurrency || !isCurrency(invoiceCurrency)) {
    return { field: 'invoiceCurrency', sentence: 'The currency is its three letters, for example EUR.' };
  }
  if (!isWholeSum(invoiceMinor))
    return { field: 'invoiceSum', sentence: 'Give the sum of the invoice, such as 1250.00.' };
  if (input.unit !== 'money') return undefined;
  if (invoiceCurrency !== input.currency) {
    return { field: 'invoiceCurrency', sentence: `This credit is in ${input.currency}; the invoice must be too.` };
  }
  if (input.amount <= invoiceMinor) return undefined;
  return { field: 'amount', sentence: 'This is more than the invoice. Apply at most its sum.' };
}

function isWholeSum(value: number | null | undefined): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= LARGEST_AMOUNT;
}
