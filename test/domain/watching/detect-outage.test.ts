import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CheckState, detectOutage } from '#domain/watching/detect-outage';
import { firstDueAt, nextDueAt } from '#domain/watching/due-times';
import type { JudgedSample } from '#domain/watching/judge-probe';

const T = 1_000_000;
const STEP = 30_000;
const FRESH: CheckState = {
  state: 'unknown',
  stateSince: T,
  failureCount: 0,
  successCount: 0,
  firstFailureAt: null,
  firstSuccessAt: null,
  lastSampleAt: null,
  lastUpAt: null,
  blindSince: null,
};
const rules = (failAfter: number, recoverAfter: number) => ({
  failAfter,
  recoverAfter,
  intervalMs: STEP,
  timeoutMs: 5_000,
});

type Letter = 'u' | 'd' | 'x';
const toSample = (letter: Letter, at: number): JudgedSample => ({
  at,
  state: letter === 'u' ? 'up' : letter === 'd' ? 'down' : 'unknown',
  gapCause: letter === 'x' ? 'connection-lost' : null,
});

interface Replay {
  readonly check: CheckState;
  readonly changes: readonly string[];
  readonly gaps: readonly string[];
  /** The steps that made a failure of failures. */
  readonly confirmedAt: readonly number[];
}

/** Plays letters one step apart; `_` is a missing sample. Changes read `failed@2`: the number of the step it is dated to. */
function replay(letters: string, failAfter: number, recoverAfter: number): Replay {
  let check = FRESH;
  const changes: string[] = [];
  const gaps: string[] = [];
  const confirmedAt: number[] = [];
  const step = (at: number): number => (at - T) / STEP;
  for (const [index, letter] of [...letters].entries()) {
    if (letter === '_') continue;
    const detection = detectOutage(check, toSample(letter as Letter, T + index * STEP), rules(failAfter, recoverAfter));
    if (detection.change) changes.push(`${detection.change.kind}@${step(detection.change.at)}`);
    if (detection.change?.kind === 'failed') confirmedAt.push(index);
    if (detection.gap) gaps.push(`${detection.gap.cause}@${step(detection.gap.startedAt)}`);
    check = detection.check;
  }
  return { check, changes, gaps, confirmedAt };
}

test.each([
  ['uuddd', 3, 2, ['failed@2']],
  ['uudd', 3, 2, []],
  ['ddd', 3, 2, ['failed@0']],
  ['uddduu', 3, 2, ['failed@1', 'recovered@4']],
  ['uddduduu', 3, 2, ['failed@1', 'recovered@6']],
  ['udududud', 2, 1, []],
  ['ud', 1, 1, ['failed@1']],
  ['udu', 1, 1, ['failed@1', 'recovered@2']],
  ['uddxd', 3, 1, []],
  ['uddxddd', 3, 1, ['failed@4']],
  ['ddxxuu', 2, 2, ['failed@0', 'recovered@1']],
  ['ddxxduu', 2, 2, ['failed@0', 'recovered@5']],
  ['dd____uu', 2, 2, ['failed@0', 'recovered@1']],
  ['dduxxuu', 2, 2, ['failed@0', 'recovered@2']],
  ['ddxuxuu', 2, 2, ['failed@0', 'recovered@1']],
  ['dd____d_uu', 2, 2, ['failed@0', 'recovered@8']],
  ['ud____dd', 2, 2, ['failed@6']],
  ['ud____d____d', 3, 2, ['failed@11']],
  ['ud__________dd', 3, 2, []],
  ['dduxu', 2, 2, ['failed@0']],
] as const)('%s with %i failures and %i successes: %j', (letters, failAfter, recoverAfter, changes) => {
  expect(replay(letters, failAfter, recoverAfter).changes).toEqual(changes);
});

test.each([
  ['uux', ['connection-lost@1']],
  ['uddx', ['connection-lost@0']],
  ['ddx', ['connection-lost@0']],
  ['x', ['connection-lost@0']],
  ['uu___u', ['not-running@1']],
  ['uu__u', ['not-running@1']],
  ['uu_u', []],
] as const)('the unknown time of %s begins at %j', (letters, gaps) => {
  expect(replay(letters, 5, 2).gaps).toEqual(gaps);
});

const letters = fc.array(fc.constantFrom('u', 'd', 'x', '_'), { maxLength: 60 }).map((list) => list.join(''));
const counts = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }));

test('failures and recoveries alternate, in order, and never before what they follow', () => {
  fc.assert(
    fc.property(letters, counts, (played, [failAfter, recoverAfter]) => {
      const { changes } = replay(played, failAfter, recoverAfter);
      const steps = changes.map((change) => Number(change.split('@')[1]));
      expect(steps).toEqual(steps.toSorted((a, b) => a - b));
      expect(changes.map((change) => change.split('@')[0])).toEqual(
        changes.map((_, index) => (index % 2 === 0 ? 'failed' : 'recovered')),
      );
    }),
  );
});

test('every failure is confirmed by as many failures in a row as asked for, with nothing unknown between', () => {
  fc.assert(
    fc.property(letters, counts, (played, [failAfter, recoverAfter]) => {
      for (const confirmedAt of replay(played, failAfter, recoverAfter).confirmedAt) {
        const seen = played.slice(0, confirmedAt + 1).replaceAll('_', '');
        expect(seen.slice(-failAfter)).toBe('d'.repeat(failAfter));
      }
    }),
  );
});

test('a lost connection alone never makes a failure', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('u', 'x', '_'), { maxLength: 60 }),
      counts,
      (played, [failAfter, recoverAfter]) => {
        expect(replay(played.join(''), failAfter, recoverAfter).changes).toEqual([]);
      },
    ),
  );
});

test('due times keep to their grid whatever the delay, and neighbours are spread', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.integer({ min: 1_000, max: 86_400_000 }),
      fc.integer({ min: 0, max: 2e12 }),
      (no, intervalMs, now) => {
        const next = nextDueAt({ no, intervalMs }, now);
        expect(next).toBeGreaterThan(now);
        expect(next - now).toBeLessThanOrEqual(intervalMs);
        expect(nextDueAt({ no, intervalMs }, next)).toBe(next + intervalMs);
        expect(nextDueAt({ no, intervalMs }, next + 7 * intervalMs + 1)).toBe(next + 8 * intervalMs);
        expect(firstDueAt({ no, intervalMs }, now) - now).toBeLessThanOrEqual(5_000);
      },
    ),
  );
  const within = Array.from({ length: 1_000 }, (_, no) => nextDueAt({ no, intervalMs: 10_000 }, 0) % 10_000);
  const perSecond = Map.groupBy(within, (at) => Math.floor(at / 1_000));
  expect(Math.max(...[...perSecond.values()].map((list) => list.length))).toBeLessThan(130);
});
