import type { Outcome } from './delivery-outcome.ts';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from './time.ts';

/** Pause before each attempt, 75 hours in all. */
const PAUSES_MS = [
  0,
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];
/** The share by which a pause is stretched at most, so that retries of many endpoints do not come at once. */
const JITTER = 0.2;
const HOLD_MS = MINUTE_MS;
const LONGEST_HOLD_MS = DAY_MS;
const DISABLE_AFTER_MS = 5 * DAY_MS;

export const MAX_ATTEMPTS = PAUSES_MS.length;

export interface AttemptEnd {
  /** Attempts made so far, this one included. */
  readonly attemptCount: number;
  readonly maxAttempts: number;
  readonly outcome: Exclude<Outcome, { kind: 'interrupted' }>;
  readonly now: Instant;
  /** From 0 to 1, by chance. */
  readonly chance: number;
}

export type NextStep =
  | { readonly state: 'sent' }
  | { readonly state: 'failed' }
  | { readonly state: 'due'; readonly dueAt: Instant };

/** What becomes of a delivery after an attempt. */
export function planNextAttempt(end: AttemptEnd): NextStep {
  const { outcome, attemptCount, now } = end;
  if (outcome.kind === 'sent') return { state: 'sent' };
  if (outcome.kind !== 'failed' || attemptCount >= end.maxAttempts) return { state: 'failed' };
  const pause = PAUSES_MS[attemptCount] ?? DAY_MS;
  const pauseMs = Math.round(pause * (1 + JITTER * end.chance));
  return { state: 'due', dueAt: now + Math.max(pauseMs, holdMs(outcome)) };
}

export interface EndpointHealth {
  readonly firstFailureAt: Instant | null;
  readonly holdUntil: Instant | null;
  readonly disabledReason: 'gone' | 'failing' | null;
}

/** What an attempt says about the endpoint as a whole: one success clears it, five days of failures alone switch it off. */
export function judgeEndpoint(before: Instant | null, end: Pick<AttemptEnd, 'outcome' | 'now'>): EndpointHealth {
  const { outcome, now } = end;
  if (outcome.kind === 'sent') return { firstFailureAt: null, holdUntil: null, disabledReason: null };
  const firstFailureAt = before ?? now;
  if (outcome.kind === 'gone') return { firstFailureAt, holdUntil: null, disabledReason: 'gone' };
  const hold = outcome.kind === 'failed' ? holdMs(outcome) : 0;
  return {
    firstFailureAt,
    holdUntil: hold > 0 ? now + hold : null,
    disabledReason: now - firstFailureAt >= DISABLE_AFTER_MS ? 'failing' : null,
  };
}

function holdMs(outcome: Extract<Outcome, { kind: 'failed' }>): number {
  if (!outcome.hold) return 0;
  return Math.min(outcome.hold.ms ?? HOLD_MS, LONGEST_HOLD_MS);
}
