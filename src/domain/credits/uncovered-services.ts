import { coverageOf } from '../sla/coverage.ts';
import type { SlaPolicy } from '../sla/policy.ts';

/** Those of the services for which the policy promises nothing, by their English names. */
export function listUncovered(policy: Pick<SlaPolicy, 'terms'>, names: readonly string[]): string[] {
  return names.filter((name) => coverageOf(policy.terms.services, name).kind === 'not-covered');
}

/** What somebody should know before he records a contract; undefined where every service is covered. */
export function sentenceOfUncovered(
  policy: Pick<SlaPolicy, 'terms' | 'name'>,
  names: readonly string[],
): string | undefined {
  const idle = listUncovered(policy, names);
  if (idle.length === 0) return undefined;
  const listed = idle.length > 5 ? `${idle.slice(0, 4).join(', ')} and ${idle.length - 4} more` : idle.join(', ');
  return `The ${policy.name} promises nothing for ${listed}: no outage of ${idle.length === 1 ? 'it' : 'these'} is ever owed under it.`;
}
