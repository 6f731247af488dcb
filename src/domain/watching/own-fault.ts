import type { Instant } from '../time.ts';
import { type CheckState, NO_COUNTS } from './detect-outage.ts';

/** What a lost connection undoes of a check, and since when. */
export interface OwnFault {
  readonly check: CheckState;
  /** From its last good sample on, or since it lost sight after that, nothing of what the check saw is known. */
  readonly unknownSince: Instant;
}

/**
 * What is left of a check's judgement once it is known that nothing was seen since `blindSince`, the last good sample of any
 * check: a failure that was confirmed on failures after it is taken back. One that began before was truly seen, and stands.
 */
export function forgetFailures(known: CheckState, blindSince: Instant): OwnFault | null {
  const check = judgementOf(known);
  const isMistaken = check.state === 'down' && check.stateSince > blindSince;
  const isDoubt = check.state !== 'down' && check.firstFailureAt !== null && check.firstFailureAt > blindSince;
  if (!isMistaken && !isDoubt) return null;
  const firstFailureAt = isMistaken ? check.stateSince : (check.firstFailureAt ?? check.stateSince);
  const seenAt = check.state === 'unknown' ? Math.max(check.stateSince, check.lastUpAt ?? 0) : check.lastUpAt;
  const unknownSince = Math.min(seenAt ?? firstFailureAt, firstFailureAt);
  return {
    check: { ...check, ...NO_COUNTS, state: 'unknown', stateSince: unknownSince, blindSince: null },
    unknownSince,
  };
}

function judgementOf(check: CheckState): CheckState {
  const { state, stateSince, failureCount, successCount, firstFailureAt, firstSuccessAt } = check;
  const { lastSampleAt, lastUpAt, blindSince } = check;
  const counts = { failureCount, successCount, firstFailureAt, firstSuccessAt };
  return { state, stateSince, ...counts, lastSampleAt, lastUpAt, blindSince };
}

export interface LookedAt {
  readonly checkId: string;
  readonly at: number;
  readonly ok: boolean;
}

/** Fewer checks that fail together prove nothing. */
const FEWEST = 3;

/**
 * Whether all that was looked at lately failed: for installations without witnesses, that is taken for our own fault. Three
 * different checks at least, and not one good answer among them.
 */
export function failsAltogether(looks: readonly LookedAt[], since: number): boolean {
  const recent = looks.filter(({ at }) => at >= since);
  return !recent.some(({ ok }) => ok) && new Set(recent.map(({ checkId }) => checkId)).size >= FEWEST;
}
