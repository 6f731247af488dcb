import type { SlaPolicy } from './policy.ts';

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

function byForce(a: Pick<SlaPolicy, 'effectiveFrom' | 'version'>, b: typeof a): number {
  if (a.effectiveFrom !== b.effectiveFrom) return a.effectiveFrom < b.effectiveFrom ? -1 : 1;
  return a.version - b.version;
}
