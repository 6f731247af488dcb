import type { Instant } from '../time.ts';
import type { SampleState } from '../words.ts';
import { isOfTheTarget } from './probe-cause.ts';
import type { ProbeResult } from './probe-result.ts';

/** Why a time counts as unknown. */
export const GAP_CAUSES = [
  ...(['connection-lost', 'not-running', 'not-measurable', 'paused', 'clock-stepped'] as const),
  'never-reached',
] as const;
export type GapCause = (typeof GAP_CAUSES)[number];

/** Causes for which a check is not in use: it has no say in “all” of its service. */
export const OUT_OF_USE: readonly string[] = ['paused', 'never-reached'] satisfies GapCause[];

/** The judged outcome of one probe run. */
export interface JudgedSample {
  readonly at: Instant;
  readonly state: SampleState;
  /** Only of an unknown one. */
  readonly gapCause: GapCause | null;
}

/**
 * An answer as expected is `up`, whatever else is broken. A failure is `down` only if our own connection worked when it was
 * looked at, and if we were allowed and able to ask at all.
 */
export function judgeProbe(at: Instant, result: ProbeResult, ownConnection: 'working' | 'lost'): JudgedSample {
  if (result.ok) return { at, state: 'up', gapCause: null };
  if (!isMeasured(result)) {
    return { at, state: 'unknown', gapCause: result.cause === 'not-listening' ? 'not-running' : 'not-measurable' };
  }
  if (ownConnection === 'lost') return { at, state: 'unknown', gapCause: 'connection-lost' };
  return { at, state: 'down', gapCause: null };
}

/** Whether the result says something about the target, and not about how the check was set up. */
export function isMeasured(result: ProbeResult): boolean {
  return result.ok || isOfTheTarget(result.cause);
}

/**
 * A target that never answered as expected may be a mistake of whoever set the check up, or may not be there yet: until it did
 * for the first time, its failures say nothing of the service. One that counts as failing already goes on doing so.
 */
export function beforeFirstAnswer(
  sample: JudgedSample,
  check: { readonly firstUpAt: Instant | null; readonly state: SampleState },
): JudgedSample {
  if (sample.state !== 'down' || check.firstUpAt !== null || check.state === 'down') return sample;
  return { ...sample, state: 'unknown', gapCause: 'never-reached' };
}

/** Whether a check was asked and has had no good answer so far. A job that calls does so when it likes. */
export function isUnanswered(check: {
  readonly kind?: string;
  readonly state: SampleState;
  readonly firstUpAt?: Instant | null;
  readonly lastSampleAt?: Instant | null;
}): boolean {
  const isAsked = check.kind !== 'heartbeat' && typeof check.lastSampleAt === 'number';
  return isAsked && check.state === 'unknown' && check.firstUpAt === null;
}
