import type { CreditUnit } from '../words.ts';

/** A credit as the ledger keeps it: whole days, parts per million of a fee, or minor units of a currency. */
export interface CreditAmount {
  readonly unit: CreditUnit;
  readonly value: number;
  /** Set for money alone. */
  readonly currency: string | null;
}

/** Larger sums are typing mistakes; the bound also keeps every balance exact. */
export const LARGEST_AMOUNT = 1_000_000_000_000;

/** One percent is ten thousand parts per million. */
export const PPM_PER_PERCENT = 10_000;

/** Reads what a person typed (“12.50”, “12,50”, “3”) exactly; undefined when it is not a plain positive figure of that unit. */
export function parseAmount(text: string, unit: CreditUnit, currency: string | null): number | undefined {
  if (unit === 'days') return parseDecimal(text, 0);
  if (unit === 'percent') return parseDecimal(text, 4);
  return currency === null ? undefined : parseDecimal(text, currencyDigits(currency));
}

/** Reads a decimal with a point or comma into a whole number of its smallest unit; more digits than the unit has are refused, not rounded. */
export function parseDecimal(text: string, digits: number): number | undefined {
  const match = /^(\d{1,13})(?:[.,](\d{1,6}))?$/.exec(text.trim());
  if (!match) return undefined;
  const [, whole = '', fraction = ''] = match;
  if (fraction.length > digits) return undefined;
  const value = Number(whole + fraction.padEnd(digits, '0'));
  return value <= LARGEST_AMOUNT ? value : undefined;
}

/** The whole number as a decimal with a point, e.g. `12.50`; what `parseDecimal` reads back. */
export function printDecimal(value: number, digits: number): string {
  const sign = value < 0 ? '-' : '';
  const text = String(Math.abs(value)).padStart(digits + 1, '0');
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** The amount as a person would type it into the form field of its unit. */
export function typedAmount(amount: CreditAmount): string {
  if (amount.unit === 'days') return String(amount.value);
  if (amount.unit === 'percent') return printDecimal(amount.value, 4).replace(/\.?0+$/, '');
  return printDecimal(amount.value, currencyDigits(amount.currency ?? 'EUR'));
}

/** Digits behind the point of an ISO 4217 currency: 2 for EUR, 0 for JPY, 3 for KWD. */
export function currencyDigits(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/** Whether this is a three-letter currency the runtime knows. */
export function isCurrency(code: string): boolean {
  return Intl.supportedValuesOf('currency').includes(code);
}
