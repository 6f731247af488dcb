import type { CreditUnit } from '../words.ts';

interface BalancePlace {
  readonly contractId: string;
  readonly unit: CreditUnit;
  readonly currency: string | null;
  /** Set for percentages alone: each is of the fee of its own window, so they are never added up over windows. */
  readonly windowStart: number | null;
}

/** Names one balance in a form, or the part of it that is of one service's fee. */
export function balanceKey({ contractId, unit, currency, windowStart }: BalancePlace, serviceId = ''): string {
  return [contractId, unit, currency ?? '', windowStart ?? '', ...(serviceId === '' ? [] : [serviceId])].join('|');
}

/** The service that a form names with a balance; null where it names none. */
export function serviceOfKey(key: string): string | null {
  return key.split('|')[4] ?? null;
}

/** The balance a form names, among those there are. */
export function findByKey<Balance extends BalancePlace>(
  balances: readonly Balance[],
  key: string,
): Balance | undefined {
  const service = serviceOfKey(key) ?? '';
  return balances.find((balance) => balanceKey(balance, service) === key);
}
