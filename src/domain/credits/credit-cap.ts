import { type CapContext, capOf } from '../sla/cap.ts';
import type { SlaPolicy } from '../sla/policy.ts';

/** The most a window may bring over all services, in the whole numbers of the ledger; null where the terms cap each service or nothing. */
export function capOverAllServices(policy: SlaPolicy, context: CapContext): number | null {
  if (policy.terms.cap?.over !== 'all-services') return null;
  return capOf(policy.terms, context)?.amount ?? null;
}
