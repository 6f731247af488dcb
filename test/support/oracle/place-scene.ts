import { randomUUIDv7 } from 'node:crypto';
import { changeCheck } from '#commands/change-check';
import { type CommandContext, inTransaction } from '#commands/context';
import { createCheck } from '#commands/create-check';
import { pausePlace, resumePlace } from '#commands/pause-place';
import { recordPlaceResults } from '#commands/record-place-results';
import { recordSamples } from '#commands/record-samples';
import { setDependencies } from '#commands/set-dependencies';
import type { Interval } from '#domain/interval';
import { HERE, type PlaceChoice } from '#domain/watching/place-choice';
import { createCheckBox } from '#lib/check-secrets/check-box';
import type { TestClock } from '../context.ts';
import { lookForSilence } from '../places.ts';
import { addService } from '../rows.ts';
import {
  type Assignment,
  assignmentsOf,
  type Heard,
  heardOf,
  idsOf,
  type Moved,
  pauseOf,
  placeWorldEnd,
} from './place-news.ts';
import type { PlaceLook, PlaceWorld } from './place-world.ts';
import { blankBooks } from './scene.ts';

const box = createCheckBox(['a key of the tests with many letters']);

export interface PlaceScene {
  readonly world: PlaceWorld;
  readonly serviceId: string;
  readonly neededId: string | null;
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
  const { downWhen, downCount, otherwise, isLastNeeded } = world;
  const zero = ctx.now();
  const serviceId = await addService(ctx.db, { downWhen, downCount, otherwise, createdAt: zero });
  const neededId = isLastNeeded && world.targets.length > 1 ? await addService(ctx.db, { createdAt: zero }) : null;
  const placeIds = idsOf(world, elsewhere);
  const checkIds: string[] = [];
  for (const [index, { truth: _, agree, ...settings }] of world.targets.entries()) {
    const isNeeded = neededId !== null && index === world.targets.length - 1;
    const [first] = assignmentsOf(world, index);
    const id = await createCheck(ctx, {
      ...{ serviceId: isNeeded ? neededId : serviceId, kind: 'http', target, box, submissionKey: randomUUIDv7() },
      settings: settingsOf(settings),
      ...(first ? { places: choiceOf(placeIds, first) } : {}),
    });
    checkIds.push(id);
  }
  if (neededId !== null) {
    await inTransaction(ctx, (tx) => setDependencies(tx, { serviceId, needsIds: [neededId] }));
  }
  return { world, serviceId, neededId, checkIds, placeIds, zero };
}

const target = { url: 'https://target.example/' };

function settingsOf(settings: Omit<PlaceWorld['targets'][number], 'truth' | 'agree'>) {
  return { ...settings, recheckMs: 10_000, name: 'Target', surface: 'web', slow: null } as const;
}

function choiceOf(placeIds: readonly string[], { places, agree }: Assignment): PlaceChoice {
  return { placeIds: places.map((no) => placeIds[no] ?? ''), agreeCount: agree || null };
}

async function move(ctx: CommandContext, scene: PlaceScene, moved: Moved): Promise<void> {
  const checkId = scene.checkIds[moved.target] ?? '';
  const { truth: _, agree: __, ...settings } = scene.world.targets[moved.target] as PlaceWorld['targets'][number];
  const row = ctx.db.selectFrom('healthCheck').select('revision').where('id', '=', checkId);
  const { revision } = await row.executeTakeFirstOrThrow();
  const places = choiceOf(scene.placeIds, moved.change);
  await changeCheck(ctx, { checkId, revision, settings: settingsOf(settings), target, dropped: [], box, places });
}

async function hear(ctx: CommandContext, scene: PlaceScene, heard: Heard | Moved): Promise<void> {
  if (heard.what === 'change') return move(ctx, scene, heard);
  const place = await ctx.db
    .selectFrom('place')
    .select(['id', 'no', 'revision'])
    .where('id', '=', scene.placeIds[heard.place] ?? '')
    .executeTakeFirstOrThrow();
  const at = { placeId: place.id, revision: place.revision };
  if (heard.what === 'pause') return pausePlace(ctx, at);
  if (heard.what === 'resume') return resumePlace(ctx, at);
  const results = heard.looks.map((look) => resultOf(scene, look));
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

export function pausesOf({ world, zero }: PlaceScene, place: number): Interval[] {
  const pause = pauseOf(world, place);
  return pause ? [{ startedAt: zero + pause.startedAt, endedAt: zero + pause.endedAt }] : [];
}
