import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Interval, intersectIntervals, mergeIntervals, subtractIntervals } from '#domain/interval';
import { type CheckState, type Detection, detectOutage, isInDoubt } from '#domain/watching/detect-outage';
import { type FailureSpan, planOutages } from '#domain/watching/plan-outages';

/** What truly happened: stretches of so many seconds, each with the service up or down, and with us watching, away or cut off. */
interface Stretch {
  readonly seconds: number;
  readonly up: boolean;
  readonly we: 'watch' | 'are-away' | 'are-cut-off';
}

interface Cadence {
  readonly intervalMs: number;
  readonly recheckMs: number;
  readonly timeoutMs: number;
  readonly failAfter: number;
  readonly recoverAfter: number;
}

const START = 1_000_000;
const UNSEEN: CheckState = {
  ...{ state: 'unknown', stateSince: 0, failureCount: 0, successCount: 0, blindSince: null },
  ...{ firstFailureAt: null, firstSuccessAt: null, lastSampleAt: null, lastUpAt: null },
};

const stretch: fc.Arbitrary<Stretch> = fc.record({
  seconds: fc.oneof(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 4_000 })),
  up: fc.boolean(),
  we: fc.oneof(
    { weight: 5, arbitrary: fc.constant('watch' as const) },
    { weight: 1, arbitrary: fc.constantFrom('are-away' as const, 'are-cut-off' as const) },
  ),
});
const cadence: fc.Arbitrary<Cadence> = fc.record({
  intervalMs: fc.integer({ min: 1_000, max: 300_000 }),
  recheckMs: fc.integer({ min: 2_000, max: 60_000 }),
  timeoutMs: fc.integer({ min: 1_000, max: 30_000 }),
  failAfter: fc.integer({ min: 1, max: 4 }),
  recoverAfter: fc.integer({ min: 1, max: 4 }),
});

interface Watched {
  /** Stretches in which it was truly down. */
  readonly down: readonly Interval[];
  readonly measured: readonly Interval[];
  readonly gaps: readonly Interval[];
  /** Gaps with a failure on both sides. */
  readonly heldOver: readonly Interval[];
}

/** Looks at the stretches one after the other as a poller would. */
function watch(stretches: readonly Stretch[], cadence: Cadence): Watched {
  const timeline = layOut(stretches);
  const endsAt = timeline.at(-1)?.endedAt ?? START;
  const spans: FailureSpan[] = [];
  const gaps: Interval[] = [];
  const heldOver: Interval[] = [];
  let check = UNSEEN;
  let firstAt = endsAt;
  for (let at = START; at < endsAt; ) {
    const now = timeline.find((one) => one.startedAt <= at && at < one.endedAt);
    if (now?.we === 'are-away') {
      at = now.endedAt;
      continue;
    }
    const state = now?.we === 'are-cut-off' ? 'unknown' : now?.up ? 'up' : 'down';
    if (state !== 'unknown') firstAt = Math.min(firstAt, at);
    const sample = { at, state, gapCause: state === 'unknown' ? 'connection-lost' : null } as const;
    const detection = detectOutage(check, sample, cadence);
    if (detection.gap) gaps.push({ startedAt: detection.gap.startedAt, endedAt: at });
    noteChange(spans, detection);
    const since = check.blindSince ?? (check.state === 'down' ? detection.gap?.startedAt : undefined);
    if (since !== undefined && state === 'down') heldOver.push({ startedAt: since, endedAt: at });
    check = detection.check;
    at += isInDoubt(check) ? Math.min(cadence.intervalMs, cadence.recheckMs) : cadence.intervalMs;
  }
  // What is open stays so while nobody looks.
  heldOver.push({ startedAt: check.blindSince ?? check.lastSampleAt ?? START, endedAt: endsAt });
  gaps.push({ startedAt: START, endedAt: firstAt }, { startedAt: check.lastSampleAt ?? START, endedAt: endsAt });
  const measured = planOutages(spans).map(({ startedAt, endedAt }) => ({ startedAt, endedAt: endedAt ?? endsAt }));
  const down = mergeIntervals(timeline.filter(({ up }) => !up));
  const unwatched = timeline.filter(({ we }) => we !== 'watch');
  return { down, measured, gaps: mergeIntervals([...gaps, ...unwatched]), heldOver: mergeIntervals(heldOver) };
}

function layOut(stretches: readonly Stretch[]): (Stretch & Interval)[] {
  const timeline: (Stretch & Interval)[] = [];
  for (const one of stretches) {
    const startedAt = timeline.at(-1)?.endedAt ?? START;
    timeline.push({ ...one, startedAt, endedAt: startedAt + one.seconds * 1_000 });
  }
  return timeline;
}

function noteChange(spans: FailureSpan[], { change }: Detection): void {
  const last = spans.at(-1);
  if (change?.kind === 'failed') {
    spans.push({ checkId: 'a', startedAt: change.at, endedAt: null, impact: 'down', surface: 'web' });
  } else if (change && last) spans[spans.length - 1] = { ...last, endedAt: change.at };
}

const lengths = (intervals: readonly Interval[]): number[] =>
  intervals.map(({ startedAt, endedAt }) => endedAt - startedAt);
const worlds = fc.tuple(fc.array(stretch, { minLength: 1, maxLength: 25 }), cadence);

test('outages follow one another, and none is negative or empty', () => {
  fc.assert(
    fc.property(worlds, ([stretches, cadence]) => {
      const { measured } = watch(stretches, cadence);
      for (const [index, one] of measured.entries()) {
        expect(one.endedAt).toBeGreaterThanOrEqual(one.startedAt);
        expect(measured[index + 1]?.startedAt ?? Number.POSITIVE_INFINITY).toBeGreaterThan(one.endedAt);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('no time is called down that was not, but for a recovery too short to be confirmed, and between failures with nobody there', () => {
  fc.assert(
    fc.property(worlds, ([stretches, cadence]) => {
      const { measured, down, heldOver } = watch(stretches, cadence);
      const mistaken = subtractIntervals(measured, [...down, ...heldOver]);
      for (const length of lengths(mistaken)) {
        expect(length).toBeLessThanOrEqual((cadence.recoverAfter + 1) * cadence.intervalMs + cadence.timeoutMs);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('of an outage that was watched and long enough, no more is lost than lies before the first look at it', () => {
  fc.assert(
    fc.property(worlds, ([stretches, cadence]) => {
      const { measured, down, gaps } = watch(stretches, cadence);
      const { intervalMs, failAfter } = cadence;
      for (const outage of down) {
        const [seen, ...pieces] = subtractIntervals([outage], gaps);
        if (!seen || pieces.length > 0 || seen.endedAt - seen.startedAt < (failAfter + 1) * intervalMs) continue;
        const lost = subtractIntervals([seen], measured);
        for (const length of lengths(lost)) expect(length).toBeLessThanOrEqual(intervalMs);
        expect(intersectIntervals([seen], measured).length).toBe(1);
      }
    }),
    { numRuns: 2_000 },
  );
});
