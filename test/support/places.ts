import { addPlace } from '#commands/add-place';
import { assignPlacesOfNew } from '#commands/assign-places';
import { type CommandContext, inTransaction } from '#commands/context';
import { noteSilentPlaces } from '#commands/note-silent-places';
import { type RecordedReport, recordPlaceResults } from '#commands/record-place-results';
import type { Db } from '#db/connect';
import type { GapCause } from '#domain/watching/judge-probe';
import { HERE } from '#domain/watching/place-choice';
import type { SampleState } from '#domain/words';
import type { TestClock } from './context.ts';
import { addCheck, addService } from './rows.ts';

export const INTERVAL_MS = 30_000;
const DAY_MS = 86_400_000;

export interface SharedCheck {
  readonly checkId: string;
  readonly no: number;
  readonly serviceId: string;
  /** In the order of their names. */
  readonly places: readonly string[];
}

/** A check that fails after two failures, seen from some places, `here` only where it is named. */
export async function addSharedCheck(
  ctx: CommandContext,
  names: readonly string[],
  agreeCount: number | null = null,
): Promise<SharedCheck> {
  const serviceId = await addService(ctx.db);
  const { id: checkId, no } = await addCheck(ctx.db, serviceId, {
    ...{ state: 'unknown', stateSince: ctx.now(), createdAt: ctx.now() },
    ...{ intervalMs: INTERVAL_MS, timeoutMs: 5_000, failAfter: 2, recoverAfter: 2 },
  });
  const places: string[] = [];
  for (const name of names) places.push(name === HERE ? HERE : await addFreshPlace(ctx, name));
  await inTransaction(ctx, (ctx) => assignPlacesOfNew(ctx, checkId, { placeIds: places, agreeCount }));
  return { checkId, no, serviceId, places };
}

/** Adds a place of a name; one that another test has left there is called otherwise from then on. */
export async function addFreshPlace(ctx: CommandContext, name: string): Promise<string> {
  const left = await ctx.db.selectFrom('place').select('id').where('name', '=', name).execute();
  for (const { id } of left)
    await ctx.db
      .updateTable('place')
      .set({ name: `${name} ${id}` })
      .where('id', '=', id)
      .execute();
  return (await addPlace(ctx, { name })).id;
}

export interface Told {
  readonly checkId: string;
  readonly placeId: string;
  readonly at: number;
  readonly states: readonly SampleState[];
  readonly gapCause?: GapCause;
  readonly everyMs?: number;
}

/** Lets the agent of a place tell results, one an interval from `at` on. */
export async function tell(ctx: CommandContext, told: Told): Promise<RecordedReport> {
  const { no } = await ctx.db.selectFrom('place').select('no').where('id', '=', told.placeId).executeTakeFirstOrThrow();
  return recordPlaceResults(ctx, {
    place: { id: told.placeId, no },
    keptFrom: ctx.now() - 30 * DAY_MS,
    results: told.states.map((state, index) => ({
      checkId: told.checkId,
      sample: {
        at: told.at + index * (told.everyMs ?? INTERVAL_MS),
        state,
        gapCause: state === 'unknown' ? (told.gapCause ?? 'connection-lost') : null,
      },
      latencyMs: state === 'up' ? 12 : null,
      cause: state === 'down' ? 'refused' : null,
      detail: null,
    })),
  });
}

/** Looks for silent places, as the job does while the web process takes calls. */
export async function lookForSilence(ctx: CommandContext, clock: TestClock): Promise<void> {
  await ctx.db.deleteFrom('listeningSpan').execute();
  const now = clock.now();
  await ctx.db
    .insertInto('listeningSpan')
    .values({ id: 'listening', kind: 'listening', startedAt: now - DAY_MS, seenAt: now })
    .execute();
  await noteSilentPlaces(ctx);
}

/** The outages of a service as times relative to an instant. */
export async function outagesOf(db: Db, serviceId: string, zero: number): Promise<(number | null)[][]> {
  const rows = await db
    .selectFrom('outage')
    .select(['startedAt', 'endedAt'])
    .where('serviceId', '=', serviceId)
    .where('retractedAt', 'is', null)
    .orderBy('startedAt')
    .execute();
  return rows.map(({ startedAt, endedAt }) => [startedAt - zero, endedAt === null ? null : endedAt - zero]);
}

/** The times in which a check could not be seen, relative to an instant. */
export async function gapsOf(db: Db, checkId: string, zero: number): Promise<(number | null)[][]> {
  const rows = await db
    .selectFrom('measurementGap')
    .select(['startedAt', 'endedAt'])
    .where('checkId', '=', checkId)
    .orderBy('startedAt')
    .execute();
  return rows.map(({ startedAt, endedAt }) => [startedAt - zero, endedAt === null ? null : endedAt - zero]);
}
