import type { SlaPolicy } from '../sla/policy.ts';
import { policyVersionAt } from '../sla/policy-version.ts';
import { dayOf, type Instant } from '../time.ts';

/** The terms of a contract, and the later versions it follows: none where it stays at its own. */
export interface FollowedPolicy {
  readonly policy: SlaPolicy;
  readonly followed: readonly SlaPolicy[];
}

/** The version that counts for a window: the one in force on its first day; the contract’s own until a later one is. */
export function policyInForce(
  { policy, followed }: FollowedPolicy,
  window: { readonly startedAt: Instant; readonly zone: string },
): SlaPolicy {
  return policyVersionAt(followed, dayOf(window.startedAt, window.zone)) ?? policy;
}

/** Of all versions of a policy those a contract can follow: later ones that cut time into the same windows. */
export function versionsToFollow(own: SlaPolicy, versions: readonly SlaPolicy[]): SlaPolicy[] {
  return versions.filter(({ version, terms }) => version > own.version && isSameWindow(terms.window, own.terms.window));
}

function isSameWindow(a: SlaPolicy['terms']['window'], b: typeof a): boolean {
  return (
    a.kind === b.kind &&
    a.zone === b.zone &&
    a.anchorDay === b.anchorDay &&
    a.firstMonth === b.firstMonth &&
    a.days === b.days
  );
}

/** The terms with the first day of a contract, from which on it counts rolling days in runs: none overlap, and no day lies between them. */
export function withFirstDay<Terms extends FollowedPolicy>(
  terms: Terms,
  { startsAt, zone }: { readonly startsAt: Instant; readonly zone: string | null },
): Terms {
  if (terms.policy.terms.window.kind !== 'rolling-days') return terms;
  const firstDay = dayOf(startsAt, zone ?? terms.policy.terms.window.zone);
  const anchored = (policy: SlaPolicy): SlaPolicy => {
    const window = { ...policy.terms.window, firstDay };
    return { ...policy, terms: { ...policy.terms, window } };
  };
  return { ...terms, policy: anchored(terms.policy), followed: terms.followed.map(anchored) };
}

/** The terms with the billing day of a contract, where they leave that day to the invoice. */
export function withBillingDay(policy: SlaPolicy, billingDay: number | null): SlaPolicy {
  const { window } = policy.terms;
  if (billingDay === null || window.kind !== 'billing-month' || window.anchorDay !== null) return policy;
  return { ...policy, terms: { ...policy.terms, window: { ...window, anchorDay: billingDay } } };
}
