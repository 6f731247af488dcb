import fc from 'fast-check';
import type { DownWhen, SampleState } from '#domain/words';
import { layOut, type Placed } from './world.ts';

interface Truth {
  readonly seconds: number;
  readonly is: 'up' | 'down';
}

/** What becomes of a place: without its connection, without room to ask, or away. */
interface PlaceWatch {
  readonly seconds: number;
  readonly it: 'watches' | 'is-cut-off' | 'has-no-room' | 'is-away';
}

export interface SharedTarget {
  readonly truth: readonly Truth[];
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly failAfter: number;
  readonly recoverAfter: number;
  readonly impact: 'down' | 'degraded';
  /** 0: more than half. */
  readonly agree: number;
}

export interface WorldPlace {
  readonly watches: readonly PlaceWatch[];
  /** What is broken on the way from there to each target, whatever becomes of the target itself. */
  readonly ways: readonly (readonly Truth[])[];
  /** So many looks fail after its connection was lost, before it notices. */
  readonly unnoticed: number;
  /** It tells so many looks at once, so late. */
  readonly tells: readonly { readonly looks: number; readonly lateSeconds: number }[];
  readonly pause: { readonly fromSecond: number; readonly seconds: number } | null;
}

/** A person lets a target be polled from other places, or lets another number of them agree. */
export interface PlaceChange {
  readonly atSecond: number;
  readonly target: number;
  /** One bit for each place. */
  readonly places: number;
  readonly agree: number;
}

/** Targets that are polled from several places, the first of which may be this server. */
export interface PlaceWorld {
  readonly targets: readonly SharedTarget[];
  /** Whether the last target is that of a service that the other one needs. */
  readonly isLastNeeded: boolean;
  readonly changes: readonly PlaceChange[];
  readonly withHere: boolean;
  readonly places: readonly WorldPlace[];
  readonly downWhen: DownWhen;
  readonly downCount: number;
  readonly otherwise: 'degraded' | 'nothing';
  /** When the books are read, after the last look. */
  readonly restSeconds: number;
}

export const WORLD_SECONDS = 900;

const truth = fc.array(
  fc.record({ seconds: fc.integer({ min: 5, max: 250 }), is: fc.constantFrom<Truth['is']>('up', 'up', 'down') }),
  { minLength: 2, maxLength: 6 },
);

const target: fc.Arbitrary<SharedTarget> = fc.record({
  truth,
  intervalMs: fc.constantFrom(20_000, 30_000, 60_000),
  timeoutMs: fc.constantFrom(1_000, 10_000),
  failAfter: fc.integer({ min: 1, max: 3 }),
  recoverAfter: fc.integer({ min: 1, max: 3 }),
  impact: fc.constantFrom('down', 'down', 'degraded'),
  agree: fc.integer({ min: 0, max: 3 }),
});

const watch: fc.Arbitrary<PlaceWatch> = fc.record({
  seconds: fc.oneof(fc.integer({ min: 5, max: 100 }), fc.integer({ min: 100, max: 500 })),
  it: fc.constantFrom<PlaceWatch['it']>('watches', 'watches', 'is-cut-off', 'has-no-room', 'is-away'),
});

const place: fc.Arbitrary<WorldPlace> = fc.record({
  watches: fc.array(watch, { maxLength: 5 }),
  ways: fc.array(truth, { minLength: 3, maxLength: 3 }),
  unnoticed: fc.integer({ min: 0, max: 5 }),
  tells: fc.array(
    fc.record({
      looks: fc.integer({ min: 1, max: 9 }),
      lateSeconds: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 1_200 })),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  pause: fc.option(
    fc.record({ fromSecond: fc.integer({ min: 1, max: WORLD_SECONDS }), seconds: fc.integer({ min: 1, max: 600 }) }),
    { freq: 3 },
  ),
});

const change: fc.Arbitrary<PlaceChange> = fc.record({
  atSecond: fc.integer({ min: 1, max: WORLD_SECONDS }),
  target: fc.integer({ min: 0, max: 2 }),
  places: fc.integer({ min: 1, max: 15 }),
  agree: fc.integer({ min: 0, max: 3 }),
});

export const placeWorlds: fc.Arbitrary<PlaceWorld> = fc.record({
  targets: fc.array(target, { minLength: 1, maxLength: 3 }),
  isLastNeeded: fc.boolean(),
  changes: fc.array(change, { maxLength: 4 }),
  withHere: fc.boolean(),
  places: fc.array(place, { minLength: 2, maxLength: 4 }),
  downWhen: fc.constantFrom<DownWhen>('any', 'all', 'at-least'),
  downCount: fc.integer({ min: 1, max: 3 }),
  otherwise: fc.constantFrom('degraded', 'nothing'),
  restSeconds: fc.integer({ min: 0, max: 300 }),
});

/** One look of a place at a target. */
export interface PlaceLook {
  readonly at: number;
  readonly target: number;
  readonly state: SampleState;
  readonly gapCause: 'connection-lost' | 'not-measurable' | null;
}

/** All looks of a place in order of time, no two of any place in the same millisecond. */
export function looksFrom({ targets, places, withHere }: PlaceWorld, no: number): PlaceLook[] {
  const own = places[no];
  if (!own) return [];
  const times = targets.flatMap(({ intervalMs }, target) => {
    const count = Math.floor((WORLD_SECONDS * 1_000) / intervalMs);
    return Array.from({ length: count }, (_, turn) => ({
      target,
      at:
        1_000 + turn * intervalMs + ((turn * 7_919 + no * 104_729 + target * 1_299_709) % 5_000) * 2 + no * 3 + target,
    }));
  });
  const isHere = withHere && no === 0;
  const pause = isHere ? null : own.pause;
  let [lostSince, lost] = [-1, 0];
  return times
    .toSorted((a, b) => a.at - b.at)
    .filter(({ at }) => !pause || at < pause.fromSecond * 1_000 || at >= (pause.fromSecond + pause.seconds) * 1_000)
    .flatMap(({ at, target }): PlaceLook[] => {
      const stretch = pieceAt(own.watches, at);
      if (stretch?.it === 'is-away') return [];
      if (stretch?.it === 'has-no-room') return [{ at, target, state: 'unknown', gapCause: 'not-measurable' }];
      if (stretch?.it === 'is-cut-off') {
        lost = lostSince === stretch.startedAt ? lost + 1 : 1;
        lostSince = stretch.startedAt;
        const isNoticed = lost > own.unnoticed;
        if (isNoticed) return [{ at, target, state: 'unknown', gapCause: 'connection-lost' }];
        return [{ at, target, state: 'down', gapCause: null }];
      }
      const isDown = [targets[target]?.truth ?? [], own.ways[target] ?? []].some(
        (truth) => pieceAt(truth, at)?.is === 'down',
      );
      return [{ at, target, state: isDown ? 'down' : 'up', gapCause: null }];
    });
}

function pieceAt<T extends { readonly seconds: number }>(pieces: readonly T[], at: number): Placed<T> | undefined {
  return layOut(pieces).find(({ startedAt, endedAt }) => startedAt <= at && at < endedAt);
}
