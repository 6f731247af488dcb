import { type Instant, MINUTE_MS } from '../time.ts';
import type { SampleState } from '../words.ts';
import type { GapCause, JudgedSample } from './judge-probe.ts';
import { isSeenBetween, type Rhythm } from './rhythm.ts';

/** What is remembered of a check between two samples; `state` is the last confirmed judgement. */
export interface CheckState {
  readonly state: SampleState;
  readonly stateSince: Instant;
  readonly failureCount: number;
  readonly successCount: number;
  readonly firstFailureAt: Instant | null;
  readonly firstSuccessAt: Instant | null;
  readonly lastSampleAt: Instant | null;
  readonly lastUpAt: Instant | null;
  /** Of a failing check: since when nobody saw whether it goes on. */
  readonly blindSince: Instant | null;
}

export interface CheckRules extends Rhythm {
  readonly failAfter: number;
  readonly recoverAfter: number;
}

export interface Detection {
  readonly check: CheckState;
  /** A confirmed failure or recovery, dated to the first sample that showed it. */
  readonly change: { readonly kind: 'failed' | 'recovered'; readonly at: Instant } | null;
  /** The time from here to this sample is unknown; an unknown sample leaves it open. */
  readonly gap: { readonly startedAt: Instant; readonly cause: GapCause } | null;
  /** Unconfirmed failures written since here were our own: they become unknown. */
  readonly failuresUnknownSince: Instant | null;
}

/**
 * One step of the judge: N failures in a row make a check fail, M successes end it, both dated to the first of them.
 * Unknown time starts the counting anew and leaves a confirmed failure as it is: nobody saw it end. It goes on if the next look
 * fails; if it succeeds, the failure ends where it was lost from sight, because nobody saw how long it went on.
 */
export function detectOutage(check: CheckState, sample: JudgedSample, rules: CheckRules): Detection {
  const missed = missedSince(check, sample, rules);
  const counted = missed === null ? check : afterSilence(check, missed, sample.at);
  const gap = missed === null ? null : { startedAt: missed, cause: 'not-running' as const };
  if (sample.state === 'unknown') return loseSight(check, sample, gap);
  const seen = { ...counted, lastSampleAt: sample.at };
  const step = sample.state === 'up' ? countSuccess(seen, sample.at, rules) : countFailure(seen, sample.at, rules);
  return { ...step, gap, failuresUnknownSince: null };
}

/** Until when a failing check was looked at, where that ends now: what came after its last look nobody saw. */
export function seenUntil(check: CheckState, now: Instant, rules: CheckRules): Instant {
  return check.blindSince ?? missedSince(check, { at: now }, rules) ?? now;
}

/** Whether failures or successes were seen that are not confirmed yet: the next look should come soon. */
export function isInDoubt({ failureCount, successCount }: CheckState): boolean {
  return failureCount > 0 || successCount > 0;
}

export const NO_COUNTS = { failureCount: 0, successCount: 0, firstFailureAt: null, firstSuccessAt: null } as const;

/** As long a silence makes what was seen before it say nothing of what is seen after it. */
const FORGOTTEN_AFTER_MS = 5 * MINUTE_MS;

/**
 * A short silence, as of a process that has more to do than it can, keeps the counts, or nothing would ever be confirmed; but
 * nothing is dated to before it.
 */
function afterSilence(check: CheckState, missed: Instant, at: Instant): CheckState {
  const { failureCount, successCount } = at - missed > FORGOTTEN_AFTER_MS ? NO_COUNTS : check;
  return { ...check, ...NO_COUNTS, failureCount, successCount, blindSince: blindSince(check, missed) };
}

type Step = Pick<Detection, 'check' | 'change'>;

function countSuccess(check: CheckState, at: Instant, rules: CheckRules): Step {
  const seen = { ...check, failureCount: 0, firstFailureAt: null, lastUpAt: at };
  if (check.state !== 'down') {
    const stateSince = check.state === 'up' ? check.stateSince : at;
    return { check: { ...seen, ...NO_COUNTS, state: 'up', stateSince }, change: null };
  }
  const successCount = check.successCount + 1;
  const firstSuccessAt = check.firstSuccessAt ?? at;
  if (successCount < rules.recoverAfter) return { check: { ...seen, successCount, firstSuccessAt }, change: null };
  return {
    check: { ...seen, ...NO_COUNTS, state: 'up', stateSince: firstSuccessAt, blindSince: null },
    change: { kind: 'recovered', at: check.blindSince ?? firstSuccessAt },
  };
}

function countFailure(check: CheckState, at: Instant, rules: CheckRules): Step {
  const seen = { ...check, successCount: 0, firstSuccessAt: null, blindSince: null };
  if (check.state === 'down') return { check: seen, change: null };
  const failureCount = check.failureCount + 1;
  const firstFailureAt = check.firstFailureAt ?? at;
  if (failureCount < rules.failAfter) return { check: { ...seen, failureCount, firstFailureAt }, change: null };
  return {
    check: { ...seen, ...NO_COUNTS, state: 'down', stateSince: firstFailureAt },
    change: { kind: 'failed', at: firstFailureAt },
  };
}

/** Dates the unknown time back to what was last truly measured: failures not confirmed before a lost connection were its work. */
function loseSight(check: CheckState, sample: JudgedSample, missed: Detection['gap']): Detection {
  const cause = sample.gapCause ?? 'not-measurable';
  const ownFailuresSince = cause === 'connection-lost' ? check.firstFailureAt : null;
  const startedAt =
    ownFailuresSince === null ? (check.lastSampleAt ?? sample.at) : (check.lastUpAt ?? ownFailuresSince);
  const stays = check.state === 'down' || check.state === 'unknown';
  return {
    check: {
      ...check,
      ...NO_COUNTS,
      state: check.state === 'down' ? 'down' : 'unknown',
      stateSince: stays ? check.stateSince : startedAt,
      blindSince: blindSince(check, check.lastSampleAt ?? sample.at),
      lastSampleAt: sample.at,
    },
    change: null,
    gap: missed ? { startedAt: Math.min(startedAt, missed.startedAt), cause: missed.cause } : { startedAt, cause },
    failuresUnknownSince: ownFailuresSince,
  };
}

function blindSince(check: CheckState, lastSeenAt: Instant): Instant | null {
  return check.state === 'down' ? (check.blindSince ?? lastSeenAt) : null;
}

/** The last sample, when more than two intervals and a deadline passed since: nobody was measuring. */
function missedSince(
  { lastSampleAt }: CheckState,
  sample: Pick<JudgedSample, 'at'>,
  rules: CheckRules,
): Instant | null {
  if (lastSampleAt === null) return null;
  return isSeenBetween(lastSampleAt, sample.at, rules) ? null : lastSampleAt;
}
