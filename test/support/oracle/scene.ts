import { randomUUIDv7 } from 'node:crypto';
import { type CommandContext, inTransaction } from '#commands/context';
import { createCheck } from '#commands/create-check';
import { setDependencies } from '#commands/set-dependencies';
import type { Db } from '#db/connect';
import { listOutages } from '#db/queries/outages';
import type { Interval } from '#domain/interval';
import type { PlaceChoice } from '#domain/watching/place-choice';
import { createCheckBox } from '#lib/check-secrets/check-box';
import { addMaintenance } from '../maintenance.ts';
import { addService } from '../rows.ts';
import type { NaiveCheck, NaiveOutage } from './naive-judge.ts';
import type { Scene } from './watcher.ts';
import type { Target, World } from './world.ts';

const box = createCheckBox(['a key of the tests with many letters']);
export const EVER = { startedAt: 0, endedAt: Number.MAX_SAFE_INTEGER };

export interface BuiltScene extends Scene {
  readonly serviceId: string;
  readonly neededId: string | null;
  /** Those of the service itself, in the order of its targets. */
  readonly checkIds: readonly string[];
  readonly createdAt: number;
}

/** Puts a world into the books: its services, checks and announced work; what was there before is put aside. */
export async function build(ctx: CommandContext, world: World, places?: PlaceChoice): Promise<BuiltScene> {
  await blankBooks(ctx);
  const createdAt = ctx.now();
  const { downWhen, downCount, otherwise, maintenance } = world;
  const serviceId = await addService(ctx.db, { downWhen, downCount, otherwise, createdAt });
  const checkIds: string[] = [];
  for (const target of world.targets) checkIds.push(await addTarget(ctx, { serviceId, target, places }));
  const checks = checkIds.map((id, index) => ({ id, target: world.targets[index] as Target }));
  let neededId: string | null = null;
  if (world.needed) {
    neededId = await addService(ctx.db, { createdAt });
    checks.push({
      id: await addTarget(ctx, { serviceId: neededId, target: world.needed, places }),
      target: world.needed,
    });
    const needsIds = [neededId];
    await inTransaction(ctx, (tx) => setDependencies(tx, { serviceId, needsIds }));
  }
  if (maintenance) {
    const startedAt = createdAt + maintenance.fromSecond * 1_000;
    const span = { startedAt, endedAt: startedAt + maintenance.seconds * 1_000, announcedAt: createdAt };
    await addMaintenance(ctx.db, serviceId, span);
  }
  return { world, checks, serviceId, neededId, checkIds, createdAt };
}

/** Puts aside what was watched before. */
export async function blankBooks(ctx: CommandContext): Promise<void> {
  await ctx.db.updateTable('healthCheck').set({ archivedAt: 1 }).execute();
  await ctx.db.updateTable('incident').set({ resolvedAt: 1 }).where('resolvedAt', 'is', null).execute();
  await ctx.db.deleteFrom('setting').where('key', 'like', 'connection-%').execute();
  await ctx.db.deleteFrom('pollWorker').execute();
  await ctx.db.deleteFrom('checkPlace').execute();
}

interface NewTarget {
  readonly serviceId: string;
  readonly target: Target;
  readonly places: PlaceChoice | undefined;
}

function addTarget(ctx: CommandContext, { serviceId, target, places }: NewTarget): Promise<string> {
  const { truth: _, ...settings } = target;
  return createCheck(ctx, {
    ...{ serviceId, kind: 'http', target: { url: 'https://target.example/' }, box, submissionKey: randomUUIDv7() },
    settings: { ...settings, name: 'Target', surface: 'web', slow: null },
    ...(places ? { places } : {}),
  });
}

/** A check as the slow judge wants it, out of the books. */
export async function writtenCheck(db: Db, id: string, target: Target): Promise<NaiveCheck> {
  const row = await db.selectFrom('healthCheck').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const looks = await db
    .selectFrom('sample')
    .select(['at', 'state'])
    .where('checkNo', '=', row.no)
    .orderBy('at')
    .execute();
  const paused = await db
    .selectFrom('measurementGap')
    .select(['startedAt', 'endedAt'])
    .where('checkId', '=', id)
    .where('cause', '=', 'paused')
    .execute();
  return { ...target, looks, createdAt: row.createdAt, paused: paused.map(closed) };
}

const closed = ({ startedAt, endedAt }: { readonly startedAt: number; readonly endedAt: number | null }): Interval => ({
  startedAt,
  endedAt: endedAt ?? Number.MAX_SAFE_INTEGER,
});

/** The outages in the books in the words of the slow judge; what is open lasts until now. */
export async function writtenOutages(db: Db, serviceId: string, now: number): Promise<NaiveOutage[]> {
  const outages = await listOutages(db, [serviceId], EVER);
  return outages.map(({ startedAt, endedAt, state, phases }) => ({
    ...{ startedAt, endedAt: endedAt ?? now, state },
    phases: phases.map((phase) => [phase.startedAt, phase.endedAt ?? now, phase.state] as const),
  }));
}

/** The times in which a check saw nothing by the books. */
export async function writtenGaps(db: Db, checkId: string, now: number): Promise<Interval[]> {
  const gaps = await db
    .selectFrom('measurementGap')
    .select(['startedAt', 'endedAt'])
    .where('checkId', '=', checkId)
    .execute();
  return gaps.map(({ startedAt, endedAt }) => ({ startedAt, endedAt: endedAt ?? now }));
}
