import fc from 'fast-check';
import { HERE } from '#domain/watching/place-choice';
import type { SampleState } from '#domain/words';
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

/** Targets that are polled from several places, the first of which may be this server. */
export interface PlaceWorld {
  readonly targets: readonly SharedTarget[];
  readonly withHere: boolean;
  readonly places: readonly WorldPlace[];
  readonly downWhen: 'any' | 'at-least';
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
  ways: fc.array(truth, { minLength: 2, maxLength: 2 }),
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

export const placeWorlds: fc.Arbitrary<PlaceWorld> = fc.record({
  targets: fc.array(target, { minLength: 1, maxLength: 2 }),
  withHere: fc.boolean(),
  places: fc.array(place, { minLength: 2, maxLength: 4 }),
  downWhen: fc.constantFrom('any', 'at-least'),
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

/** Something that comes to our ears, in the order in which it does. */
export interface Heard {
  readonly at: number;
  readonly place: number;
  readonly what: 'looks' | 'pause' | 'resume';
  readonly looks: readonly PlaceLook[];
}

/** What each place tells and when: late, but the oldest first. What happens here is known at once. */
export function heardOf(world: PlaceWorld): Heard[] {
  return world.places.flatMap((place, no) => heardFrom(world, place, no)).toSorted((a, b) => a.at - b.at);
}

function heardFrom(world: PlaceWorld, { tells, pause }: WorldPlace, place: number): Heard[] {
  const looks = looksFrom(world, place);
  if (world.withHere && place === 0) {
    return looks.map((look) => ({ at: look.at, place, what: 'looks', looks: [look] }));
  }
  const heard: Heard[] = [];
  for (let from = 0, no = 0; from < looks.length; no += 1) {
    const { looks: size, lateSeconds } = tells[no % tells.length] ?? { looks: 1, lateSeconds: 0 };
    const piece = looks.slice(from, from + size);
    const at = Math.max((piece.at(-1)?.at ?? 0) + 1 + lateSeconds * 1_000, heard.at(-1)?.at ?? 0);
    heard.push({ at, place, what: 'looks', looks: piece });
    from += size;
  }
  if (!pause) return heard;
  const rest = { place, looks: [] };
  const resumedAt = (pause.fromSecond + pause.seconds) * 1_000;
  return [
    { ...rest, at: pause.fromSecond * 1_000, what: 'pause' },
    { ...rest, at: resumedAt, what: 'resume' },
    ...heard,
  ];
}

/** Of all looks of a place, those that count: what it had not told of before its pause when it was resumed is lost. */
export function countedLooks(world: PlaceWorld, place: number): PlaceLook[] {
  const pause = pauseOf(world, place);
  return heardOf(world)
    .filter((one) => one.place === place)
    .flatMap(({ at, looks }) => looks.filter((look) => !pause || at < pause.endedAt || look.at >= pause.endedAt));
}

/** When a person had paused a place. */
export function pauseOf({ places, withHere }: PlaceWorld, place: number) {
  const pause = withHere && place === 0 ? null : (places[place]?.pause ?? null);
  if (!pause) return null;
  const startedAt = pause.fromSecond * 1_000;
  return { startedAt, endedAt: startedAt + pause.seconds * 1_000 };
}

/** When everything was told. */
export function placeWorldEnd(world: PlaceWorld): number {
  return Math.max(WORLD_SECONDS * 1_000, ...heardOf(world).map(({ at }) => at)) + world.restSeconds * 1_000;
}

export function idsOf({ places, withHere }: PlaceWorld, elsewhere: readonly string[]): string[] {
  return places.map((_, no) => (withHere && no === 0 ? HERE : (elsewhere[no] ?? '')));
}
