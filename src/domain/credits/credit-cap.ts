import { type CapContext, capOf } from '../sla/cap.ts';
import type { SlaPolicy } from '../sla/policy.ts';

/** The most a window may bring over all services, in the whole numbers of the ledger; null where the terms cap each service or nothing. */
export function capOverAllServices(policy: SlaPolicy, context: CapContext): number | null {
  if (policy.terms.cap?.over !== 'all-services') return null;
  return capOf(policy.terms, context)?.amount ?? null;
}

/** The most that one service may bring in a window; null where the terms cap all of them together or nothing. */
export function capOfEachService(policy: SlaPolicy, context: CapContext): number | null {
  if (policy.terms.cap?.over !== 'each-service') return null;
  return capOf(policy.terms, context)?.amount ?? null;
}

/** Whether the terms name a cap that nobody can tell: it is a part of a fee that was not recorded, or is in another currency. */
export function isCapUnknown(policy: SlaPolicy, context: CapContext): boolean {
  return policy.terms.cap !== null && capOf(policy.terms, context) === null;
}
