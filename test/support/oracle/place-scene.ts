import { randomUUIDv7 } from 'node:crypto';
import type { CommandContext } from '#commands/context';
import { createCheck } from '#commands/create-check';
import { pausePlace, resumePlace } from '#commands/pause-place';
import { recordPlaceResults } from '#commands/record-place-results';
import { recordSamples } from '#commands/record-samples';
import type { Interval } from '#domain/interval';
import { HERE } from '#domain/watching/place-choice';
import { createCheckBox } from '#lib/check-secrets/check-box';
import type { TestClock } from '../context.ts';
import { lookForSilence } from '../places.ts';
import { addService } from '../rows.ts';
import {
  countedLooks,
  type Heard,
  heardOf,
  idsOf,
  type PlaceLook,
  type PlaceWorld,
  pauseOf,
  placeWorldEnd,
} from './place-world.ts';
import { blankBooks } from './scene.ts';

const box = createCheckBox(['a key of the tests with many letters']);

export interface PlaceScene {
  readonly world: PlaceWorld;
  readonly serviceId: string;
  readonly checkIds: readonly string[];
  readonly placeIds: readonly string[];
  readonly zero: number;
}

/** Lets places tell what they saw in the order of a world, to the commands of the product. */
export async function liveFromPlaces(
  ctx: CommandContext,
  {
    clock,
    world,
    elsewhere,
  }: { readonly clock: TestClock; readonly world: PlaceWorld; readonly elsewhere: readonly string[] },
): Promise<PlaceScene> {
  const scene = await buildPlaces(ctx, world, elsewhere);
  for (const heard of heardOf(world)) {
    clock.at = scene.zero + heard.at;
    await lookForSilence(ctx, clock);
    await hear(ctx, scene, heard);
  }
  clock.at = scene.zero + placeWorldEnd(world);
  await lookForSilence(ctx, clock);
  return scene;
}

async function buildPlaces(ctx: CommandContext, world: PlaceWorld, elsewhere: readonly string[]): Promise<PlaceScene> {
  await blankBooks(ctx);
  await ctx.db.updateTable('place').set({ pausedAt: null }).execute();
  const { downWhen, otherwise } = world;
  const serviceId = await addService(ctx.db, { downWhen, downCount: 2, otherwise, createdAt: ctx.now() });
  const placeIds = idsOf(world, elsewhere);
  const checkIds: string[] = [];
  for (const { truth: _, agree, ...settings } of world.targets) {
    const id = await createCheck(ctx, {
      ...{ serviceId, kind: 'http', target: { url: 'https://target.example/' }, box, submissionKey: randomUUIDv7() },
      settings: { ...settings, recheckMs: 10_000, name: 'Target', surface: 'web', slow: null },
      places: { placeIds, agreeCount: agreeOf(world, agree) || null },
    });
    checkIds.push(id);
  }
  return { world, serviceId, checkIds, placeIds, zero: ctx.now() };
}

export function agreeOf({ places }: PlaceWorld, agree: number): number {
  return Math.min(agree, places.length);
}

async function hear(ctx: CommandContext, scene: PlaceScene, { place: no, what, looks }: Heard): Promise<void> {
  const place = await ctx.db
    .selectFrom('place')
    .select(['id', 'no', 'revision'])
    .where('id', '=', scene.placeIds[no] ?? '')
    .executeTakeFirstOrThrow();
  const at = { placeId: place.id, revision: place.revision };
  if (what === 'pause') return pausePlace(ctx, at);
  if (what === 'resume') return resumePlace(ctx, at);
  const results = looks.map((look) => resultOf(scene, look));
  if (place.id !== HERE) {
    await recordPlaceResults(ctx, { place, results, keptFrom: 0 });
    return;
  }
  for (const { checkId, ...result } of results) {
    const leaseToken = ctx.newId();
    await ctx.db.updateTable('healthCheck').set({ leaseToken }).where('id', '=', checkId).execute();
    await recordSamples(ctx, { outcomes: [{ ...result, checkId, leaseToken }] });
  }
}

function resultOf({ checkIds, zero }: PlaceScene, { at, target, state, gapCause }: PlaceLook) {
  return {
    checkId: checkIds[target] ?? '',
    sample: { at: zero + at, state, gapCause },
    latencyMs: state === 'up' ? 100 + (at % 400) : null,
    cause: state === 'down' ? ('timeout' as const) : null,
    detail: null,
  };
}

/** What counts of what a place saw, by the clock of the books. */
export function toldLooks({ world, zero }: PlaceScene, place: number): PlaceLook[] {
  return countedLooks(world, place).map((look) => ({ ...look, at: zero + look.at }));
}

export function pausesOf({ world, zero }: PlaceScene, place: number): Interval[] {
  const pause = pauseOf(world, place);
  return pause ? [{ startedAt: zero + pause.startedAt, endedAt: zero + pause.endedAt }] : [];
}
