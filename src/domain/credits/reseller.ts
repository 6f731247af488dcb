import { addDays, type Instant } from '../time.ts';
import { daysUntil } from './judge-claim.ts';

/** Who passes a claim on to the provider. */
export interface ContractReseller {
  readonly name: string;
  /** So many days before the provider's last day it wants the claim. */
  readonly days: number;
}

/** The reseller of a contract; undefined where the customer buys from the provider itself. */
export function resellerOf(contract: {
  readonly reseller: string | null;
  readonly resellerDays: number | null;
}): ContractReseller | undefined {
  return contract.reseller === null ? undefined : { name: contract.reseller, days: contract.resellerDays ?? 0 };
}

/** The last day on which the reseller takes a claim that the provider takes until `by`. */
export function resellerDay(
  { days }: ContractReseller,
  by: string,
  at: { readonly zone: string; readonly now: Instant },
): { readonly by: string; readonly daysLeft: number } {
  const day = addDays(by, -days);
  return { by: day, daysLeft: daysUntil(day, at.now, at.zone) };
}
