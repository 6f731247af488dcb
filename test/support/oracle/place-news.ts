import { HERE } from '#domain/watching/place-choice';
import { looksFrom, type PlaceLook, type PlaceWorld, WORLD_SECONDS, type WorldPlace } from './place-world.ts';

/** Something that comes to our ears, in the order in which it does. */
export interface Heard {
  readonly at: number;
  readonly place: number;
  readonly what: 'looks' | 'pause' | 'resume';
  readonly looks: readonly PlaceLook[];
  readonly change?: never;
}

/** A change of the places of a target, by a person. */
export interface Moved {
  readonly at: number;
  readonly what: 'change';
  readonly target: number;
  readonly change: Assignment;
}

/** From where a target is polled from an instant on, and how many must agree; 0: more than half. */
export interface Assignment {
  readonly at: number;
  readonly places: readonly number[];
  readonly agree: number;
}

/** All assignments of a target in turn; the first holds from the beginning. */
export function assignmentsOf({ places, targets, changes, withHere }: PlaceWorld, target: number): Assignment[] {
  const all = places.map((_, no) => no);
  const agreeOf = (agree: number, of: readonly number[]) => Math.min(agree, of.length);
  const assigned: Assignment[] = [{ at: 0, places: all, agree: agreeOf(targets[target]?.agree ?? 0, all) }];
  for (const change of changes.filter((one) => one.target === target).toSorted((a, b) => a.atSecond - b.atSecond)) {
    const chosen = all.filter((no) => (change.places >> no) % 2 === 1);
    const isAlone = withHere && chosen.join() === '0';
    const next = isAlone || chosen.length === 0 ? [...new Set([...chosen, 1])] : chosen;
    const agree = agreeOf(change.agree, next);
    const last = assigned.at(-1);
    if (last?.agree === agree && last.places.join() === next.join()) continue;
    assigned.push({ at: change.atSecond * 1_000, places: next, agree });
  }
  return assigned;
}

/** What each place tells and when: late, but the oldest first. What happens here is known at once. */
export function heardOf(world: PlaceWorld): (Heard | Moved)[] {
  const changes = world.targets.flatMap((_, target) =>
    assignmentsOf(world, target)
      .slice(1)
      .map((change): Moved => ({ at: change.at, what: 'change', target, change })),
  );
  const told = world.places.flatMap((place, no) => heardFrom(world, place, no));
  return [...changes, ...told].toSorted((a, b) => a.at - b.at);
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
