import type { Instant } from '../time.ts';

/** When slow answers make a check slow: a percentile of the last answers lies over a limit, until it is back under a lower one. */
export interface SlowRule {
  readonly overMs: number;
  /** At or under it the check is no longer slow; lower than `overMs`, so that it does not swing. */
  readonly untilMs: number;
  readonly percentile: number;
  readonly windowMs: number;
  /** Nothing is said on fewer answers than these. */
  readonly leastSamples: number;
}

export interface LatencySample {
  readonly at: Instant;
  /** Null where there was no answer. */
  readonly latencyMs: number | null;
}

export interface SlowChange {
  readonly kind: 'slowed' | 'sped-up';
  readonly at: Instant;
  /** Where it was slow before as well: from here until `at` nobody looked. */
  readonly unseenSince?: Instant;
}

export interface LatencyQuestion {
  readonly rule: SlowRule;
  readonly isSlow: boolean;
  /** Since when the check is up without a break. */
  readonly seenSince: Instant;
  /** Samples in order of time; the last one is the one that is judged. */
  readonly samples: readonly LatencySample[];
}

/**
 * Whether the newest sample makes a check slow, or ends that. Only answers of the window behind it count, and of these the ones
 * since the check was last seen to work again. The change is dated to the first of the unbroken run of answers on the same side
 * of the limit that ends with the newest, so that no moment is called slow that was answered in time.
 */
export function judgeLatency({ rule, isSlow, seenSince, samples }: LatencyQuestion): SlowChange | null {
  const newest = samples.at(-1);
  if (!newest || newest.latencyMs === null) return null;
  const from = Math.max(newest.at - rule.windowMs + 1, seenSince);
  const answers = samples.flatMap(({ at, latencyMs }) => (latencyMs === null || at < from ? [] : [{ at, latencyMs }]));
  if (answers.length < rule.leastSamples) return null;
  const measured = percentileOf(
    answers.map(({ latencyMs }) => latencyMs),
    rule.percentile,
  );
  const isOver = newest.latencyMs > rule.overMs;
  if (!isSlow && isOver && measured > rule.overMs) return { kind: 'slowed', at: runStart(answers, rule) };
  if (isSlow && !isOver && measured <= rule.untilMs) return { kind: 'sped-up', at: runStart(answers, rule) };
  return null;
}

export interface BlindTime {
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
}

/** What the first look after a silence makes of slowness: time that nobody saw is none, whether it goes on or not. */
export function breakOffSlowness(
  { slowSince, isStillSlow, at }: { readonly slowSince: Instant; readonly isStillSlow: boolean; readonly at: Instant },
  blind: readonly BlindTime[],
): SlowChange | null {
  const silence = blind.find(({ startedAt, endedAt }) => endedAt !== null && endedAt > Math.max(startedAt, slowSince));
  if (!silence) return null;
  const unseenSince = Math.max(silence.startedAt, slowSince);
  return isStillSlow ? { kind: 'slowed', at, unseenSince } : { kind: 'sped-up', at: unseenSince };
}

interface Answer {
  readonly at: Instant;
  readonly latencyMs: number;
}

/** The nearest-rank percentile: one of the values, never a mean of two. */
function percentileOf(values: readonly number[], percentile: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((values.length * percentile) / 100) - 1)] ?? 0;
}

function runStart(answers: readonly Answer[], { overMs }: SlowRule): Instant {
  const isOver = ({ latencyMs }: Answer): boolean => latencyMs > overMs;
  const newest = answers.at(-1);
  const broken = answers.findLastIndex((answer) => newest !== undefined && isOver(answer) !== isOver(newest));
  return answers[broken + 1]?.at ?? 0;
}

/** The fewest samples for which one slow answer alone is never enough. */
export function fewestSamples(percentile: number): number {
  return Math.ceil(100 / (100 - percentile));
}
