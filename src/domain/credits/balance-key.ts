import type { CreditUnit } from '../words.ts';

interface BalancePlace {
  readonly contractId: string;
  readonly unit: CreditUnit;
  readonly currency: string | null;
  /** Set for percentages alone: each is of the fee of its own window, so they are never added up over windows. */
  readonly windowStart: number | null;
}

/** Names one balance in a form. */
export function balanceKey({ contractId, unit, currency, windowStart }: BalancePlace): string {
  return [contractId, unit, currency ?? '', windowStart ?? ''].join('|');
}

/** The balance a form names, among those there are. */
export function findByKey<Balance extends BalancePlace>(
  balances: readonly Balance[],
  key: string,
): Balance | undefined {
  return balances.find((balance) => balanceKey(balance) === key);
}
