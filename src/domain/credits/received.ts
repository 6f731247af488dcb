import type { CreditAmount } from './amount.ts';

/** A credit of a claim against a provider, and how much of it was not found on an invoice or in the term yet. */
export interface ReceivedCredit {
  readonly credit: CreditAmount;
  readonly unseen: number;
}

/** Names one unit of a claim's credits in a form. */
export function creditKey({ unit, currency }: CreditAmount): string {
  return `${unit}|${currency ?? ''}`;
}
