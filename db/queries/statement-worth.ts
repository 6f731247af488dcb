import { largestPartOfFee } from '#domain/credits/fee-share';
import { worthUnder } from '#domain/credits/row-worth';
import type { StatementBalance } from '#domain/credits/statement';
import type { Instant } from '#domain/time';
import type { Db } from '../connect.ts';
import { getFeeHistory } from './contracts.ts';
import { findContractUnderPolicy } from './credit-evidence.ts';
import { listFeeShares } from './fee-shares.ts';

/** Whose balances, and the first instant that does not belong to them. */
interface WorthQuestion {
  readonly contractId: string;
  readonly before: Instant;
}

/** Puts each month's percentage beside its value in money, where the fee of that month is known. */
export async function withWorth(
  db: Db,
  { contractId, before }: WorthQuestion,
  balances: readonly StatementBalance[],
): Promise<StatementBalance[]> {
  if (!balances.some(({ unit, month }) => unit === 'percent' && month !== null)) return [...balances];
  const found = await findContractUnderPolicy(db, 'every-organization', contractId);
  if (found?.policy.terms.window.kind !== 'calendar-month') return [...balances];
  const worthOf = worthUnder(found.policy, await getFeeHistory(db, found.contract, found.zone));
  const shares = Map.groupBy(
    await listFeeShares(db, 'every-organization', { contractId, before }),
    ({ windowStart }) => windowStart,
  );
  return balances.map((balance) => {
    const { unit, amount, month } = balance;
    if (unit !== 'percent' || month === null || amount <= 0) return balance;
    const whole = worthOf({ unit, amount }, month);
    if (!whole.known) return balance;
    if (!whole.atMost) return { ...balance, worth: { ...sumOf(whole), atMost: false } };
    const own = shares.get(balance.windowStart) ?? [];
    const most = worthOf({ unit, amount: largestPartOfFee(amount, own) }, month);
    return { ...balance, shares: own, worth: { ...sumOf(most.known ? most : whole), atMost: true } };
  });
}

function sumOf({ minor, currency }: { readonly minor: number; readonly currency: string }) {
  return { minor, currency };
}
