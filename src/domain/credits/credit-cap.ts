import type { SlaPolicy } from '../sla/policy.ts';

import { parseDecimal } from './amount.ts';
/** The most a window may bring over all services, in the whole numbers of the ledger; null where the terms cap each service or nothing. */
export function capOverAllServices(policy: SlaPolicy): number | null {
  const { cap, credit } = policy.terms;
  if (cap === null || cap.over !== 'all-services') return null;
  const amount = credit.unit === 'percent' ? parseDecimal(cap.amount, 4) : parseDecimal(cap.amount, 0);
  if (amount === undefined) throw new RangeError(`The cap “${cap.amount}” is not a whole amount of its unit.`);
  return amount;
}
