import type { AssignableCheck } from '#db/queries/assigned-checks';
import type { Place } from '#db/queries/places';
import { completeTarget, type SecretSources } from '#lib/check-secrets/complete-target';
import type { ProbeAssignment } from '#lib/probe-protocol';
import { sha256 } from '#lib/sha256';

/** How soon a place hears of changes. */
const REFRESH_MS = 10_000;

export interface AssignmentSetup {
  readonly place: Pick<Place, 'name' | 'no' | 'pausedAt'>;
  readonly checks: readonly AssignableCheck[];
  readonly secrets: SecretSources;
  readonly keptMs: number;
}

/** What a place polls, with all that it takes: its agent has neither our database nor our keys. */
export function buildAssignment({ place, checks, secrets, keptMs }: AssignmentSetup): ProbeAssignment {
  return {
    protocol: 1,
    place: { name: place.name, no: place.no, paused: place.pausedAt !== null },
    refreshMs: REFRESH_MS,
    keptMs,
    checks: checks.map((check) => {
      const { id, no, kind, intervalMs, timeoutMs, recheckMs, failAfter, recoverAfter } = check;
      const complete = completeTarget(check, secrets);
      const target = complete.ok ? JSON.parse(complete.target) : null;
      const problem = complete.ok ? null : complete.sentence;
      return { id, no, kind, target, problem, intervalMs, timeoutMs, recheckMs, failAfter, recoverAfter };
    }),
  };
}

/** Changes with what is assigned. */
export function tagOf(assignment: ProbeAssignment): string {
  return `"${sha256(JSON.stringify(assignment)).slice(0, 32)}"`;
}
