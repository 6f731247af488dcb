import { dayOf } from '../time.ts';
import type { SlaPolicy } from './policy.ts';
import { windowOf } from './window.ts';

/** The version in force on a `YYYY-MM-DD`; undefined before the first one. */
export function policyVersionAt<Version extends Pick<SlaPolicy, 'effectiveFrom' | 'version'>>(
  versions: readonly Version[],
  day: string,
): Version | undefined {
  return versions
    .filter(({ effectiveFrom }) => effectiveFrom <= day)
    .toSorted(byForce)
    .at(-1);
}

/** The version for the window that a month names: the one in force on its first day, or the earliest there is. */
export function policyForMonth<Version extends SlaPolicy>(
  versions: readonly Version[],
  month: string,
  zone?: string,
): Version | undefined {
  const begun = versions.filter((version) => {
    const window = windowOf(version.terms.window, month, zone ?? version.terms.window.zone);
    return policyVersionAt([version], dayOf(window.startedAt, window.zone)) !== undefined;
  });
  return begun.toSorted(byForce).at(-1) ?? versions.toSorted(byForce).at(0);
}

function byForce(a: Pick<SlaPolicy, 'effectiveFrom' | 'version'>, b: typeof a): number {
  if (a.effectiveFrom !== b.effectiveFrom) return a.effectiveFrom < b.effectiveFrom ? -1 : 1;
  return a.version - b.version;
}
