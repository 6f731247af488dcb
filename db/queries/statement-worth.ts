import { worthUnder } from '#domain/credits/row-worth';
import type { StatementBalance } from '#domain/credits/statement';
import type { Db } from '../connect.ts';
import { getFeeHistory } from './contracts.ts';
import { findContractUnderPolicy } from './credit-evidence.ts';

/** Puts each month's percentage beside its value in money, where the fee of that month is known. */
export async function withWorth(
  db: Db,
  contractId: string,
  balances: readonly StatementBalance[],
): Promise<StatementBalance[]> {
  if (!balances.some(({ unit, month }) => unit === 'percent' && month !== null)) return [...balances];
  const found = await findContractUnderPolicy(db, 'every-organization', contractId);
  if (found?.policy.terms.window.kind !== 'calendar-month') return [...balances];
  const worthOf = worthUnder(found.policy, await getFeeHistory(db, found.contract, found.zone));
  return balances.map((balance) => {
    const { unit, amount, month } = balance;
    if (unit !== 'percent' || month === null || amount <= 0) return balance;
    const worth = worthOf({ unit, amount }, month);
    return worth.known ? { ...balance, worth: { minor: worth.minor, currency: worth.currency } } : balance;
  });
}
