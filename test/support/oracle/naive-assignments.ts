import { type Interval, subtractIntervals } from '#domain/interval';
import type { NaiveCheck } from './naive-judge.ts';
import { joined, mistakenSince, type NaiveAgreement, naiveAgreement, viewOf } from './naive-places.ts';
import { assignmentsOf, type Heard, heardOf, type Moved } from './place-news.ts';
import { type PlaceScene, pausesOf } from './place-scene.ts';
import type { PlaceLook } from './place-world.ts';

/** What a place has told of a target since it was assigned to it. */
interface KnownView {
  readonly since: number;
  readonly looks: readonly PlaceLook[];
}

type Settings = Omit<NaiveCheck, 'looks' | 'paused'>;

/** A target with what its places agreed on, under each of its assignments by what was told until the next one. */
export function agreementOf(scene: PlaceScene, target: number, now: number): NaiveAgreement {
  const { world, zero } = scene;
  const news = heardOf(world);
  let agreement: NaiveAgreement = { failing: [], blind: [], resting: [] };
  const assignments = assignmentsOf(world, target);
  for (const [index, { at, places, agree }] of assignments.entries()) {
    const next = assignments[index + 1];
    const isNext = (one: Heard | Moved) => one.what === 'change' && one.target === target && one.change.at === next?.at;
    const heard = next ? news.slice(0, news.findIndex(isNext)) : news;
    const until = next ? zero + next.at : now;
    const views = places.map((place) => {
      const known = knownViews(scene, place, heard)[target] ?? { since: until, looks: [] };
      const paused = pausesOf(scene, place).filter(({ startedAt }) => startedAt < until);
      return viewOf({ ...settingsOf(scene, target), createdAt: known.since, looks: known.looks, paused }, until);
    });
    const wasFailing = agreement.failing.at(-1)?.endedAt === zero + at;
    const agreed = naiveAgreement(views, { agree, from: zero + at, now: until, wasFailing });
    agreement = {
      failing: joined([...agreement.failing, ...agreed.failing]),
      blind: joined([...agreement.blind, ...agreed.blind]),
      resting: [...agreement.resting, ...agreed.resting],
    };
  }
  return agreement;
}

/** When a target had a say in “all”: from when on enough places had seen it, unless those that did not were paused. */
export function usedTimes({ zero }: PlaceScene, { blind, resting }: NaiveAgreement, now: number): Interval[] {
  const first = blind.filter(({ startedAt }) => startedAt === zero);
  return subtractIntervals([{ startedAt: zero, endedAt: now }], [...first, ...resting]);
}

function settingsOf({ world, zero }: PlaceScene, target: number): Settings {
  return { ...(world.targets[target] as (typeof world.targets)[number]), createdAt: zero };
}

/** What counts of what a place told, by each target that is assigned to it when nothing more is heard. */
function knownViews(scene: PlaceScene, place: number, news: readonly (Heard | Moved)[]): (KnownView | null)[] {
  const { world, zero } = scene;
  const views: (KnownView | null)[] = world.targets.map(() => ({ since: zero, looks: [] }));
  let resumedAt = 0;
  for (const one of news) {
    if (one.what === 'change') {
      const isPolled = one.change.places.includes(place);
      views[one.target] = isPolled ? (views[one.target] ?? { since: zero + one.at, looks: [] }) : null;
    } else if (one.place === place) {
      if (one.what === 'resume') resumedAt = zero + one.at;
      const looks = one.looks.map((look) => ({ ...look, at: zero + look.at }));
      for (const look of looks.filter(({ at }) => at >= resumedAt)) hearLook(scene, { views, look, place });
    }
  }
  return views;
}

interface HeardLook {
  readonly views: (KnownView | null)[];
  readonly look: PlaceLook;
  readonly place: number;
}

/**
 * A target that was never reached says nothing; and what failed since the last good answer of anything from there, before a lost
 * connection was noticed, is none of the targets'.
 */
function hearLook(scene: PlaceScene, { views, look, place }: HeardLook): void {
  const own = views[look.target];
  if (!own || look.at < own.since) return;
  const wasReached = own.looks.some(({ state }) => state === 'up');
  const heard = look.state === 'down' && !wasReached ? ({ ...look, state: 'unknown' } as const) : look;
  views[look.target] = { ...own, looks: [...own.looks, heard] };
  if (look.gapCause !== 'connection-lost') return;
  const pauses = pausesOf(scene, place);
  const lives = (at: number) => pauses.filter(({ endedAt }) => endedAt <= at).length;
  const isOfNow = ({ at }: PlaceLook) => lives(at) === lives(look.at);
  const good = views.flatMap((view) => view?.looks ?? []).filter((one) => one.state === 'up' && isOfNow(one));
  const seenUntil = Math.max(0, ...good.map(({ at }) => at));
  for (const [target, view] of views.entries()) {
    if (!view) continue;
    const lived = view.looks.filter(isOfNow);
    const since = mistakenSince(
      { ...settingsOf(scene, target), createdAt: view.since, looks: lived, paused: [] },
      { seenUntil, lookedAt: look.at, isOwn: target === look.target },
    );
    if (since === null) continue;
    const isMistaken = (one: PlaceLook) => one.state === 'down' && isOfNow(one) && one.at >= since;
    const looks = view.looks.map((one) => (isMistaken(one) ? ({ ...one, state: 'unknown' } as const) : one));
    views[target] = { ...view, looks };
  }
}
