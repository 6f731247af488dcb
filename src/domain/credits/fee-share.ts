import type { CreditUnit } from '../words.ts';

/** What was granted of one service's own fee in one window; of no service where the grant names none. */
export interface FeeShare {
  readonly windowStart: number | null;
  readonly serviceId: string | null;
  readonly serviceNames: Readonly<Record<string, string>> | null;
  readonly unit: CreditUnit;
  readonly amount: number;
}

const WHOLE_FEE_PPM = 1_000_000;

/**
 * The largest part of the fee of all services together that a balance can be. Shares of different services' fees do
 * not add up to a share of their sum: that is never more than the largest of them.
 */
export function largestPartOfFee(balance: number, shares: readonly FeeShare[]): number {
  const ofServices = shares.filter(({ serviceNames }) => serviceNames !== null).map(({ amount }) => amount);
  const unnamed = shares.filter(({ serviceNames }) => serviceNames === null).map(({ amount }) => amount);
  const largest = Math.max(0, ...ofServices) + Math.max(0, ...unnamed);
  return Math.min(balance, WHOLE_FEE_PPM, largest === 0 ? balance : largest);
}
