import type { CoveredService, LocalText, ServiceRule } from './policy.ts';

export type Coverage =
  | { readonly kind: 'covered' }
  | { readonly kind: 'taken-covered' }
  | { readonly kind: 'not-covered'; readonly reason: LocalText | null };

/** One spelling for the same service: “Google Calendar”, “calendar ” and “Calendar” agree. */
export function serviceKey(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/^google /, '');
}

/** Whether the policy promises anything for a service. */
export function coverageOf(rule: ServiceRule, service: string): Coverage {
  const key = serviceKey(service);
  const excluded = rule.notCovered.find((entry) => isNamed(entry, key));
  if (excluded) return { kind: 'not-covered', reason: excluded.reason };
  if (rule.covered.some((entry) => isNamed(entry, key))) return { kind: 'covered' };
  return rule.others === 'not-covered' ? { kind: 'not-covered', reason: null } : { kind: 'taken-covered' };
}

/** Whether the policy names the service at all, as covered or as not. */
export function isNamedBy(rule: ServiceRule, service: string): boolean {
  return [...rule.covered, ...rule.notCovered].some((entry) => isNamed(entry, serviceKey(service)));
}

function isNamed(entry: CoveredService, key: string): boolean {
  return serviceKey(entry.name) === key || entry.aliases.some((alias) => serviceKey(alias) === key);
}
