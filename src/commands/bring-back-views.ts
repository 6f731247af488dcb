import type { HealthCheck } from '#db/queries/checks';
import { type CheckPlace, listOpenPlaceSpans } from '#db/queries/places';
import { lockRows } from '#db/row-locks';
import { type Instant, MINUTE_MS } from '#domain/time';
import { NO_COUNTS } from '#domain/watching/detect-outage';
import { changeOutagesFromPlaces } from './change-outages-from-places.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { settleAgreement } from './settle-agreement.ts';
import { writePlaceSpan } from './write-place-spans.ts';

/** Clocks of several processes differ by less. */
const TOLERANCE_MS = MINUTE_MS;
/** Others write between two steps. */
const STEP_CHECKS = 25;

/**
 * Forgets what places saw of their checks by a clock that was ahead and has been set back: it would hide what they see until that
 * time has come. Returns how many checks it concerned.
 */
export async function bringBackViews(ctx: CommandContext): Promise<number> {
  const now = ctx.now();
  const atMoment = { ...ctx, now: () => now };
  const ids = await listSeenAhead(ctx, now + TOLERANCE_MS);
  for (let from = 0; from < ids.length; from += STEP_CHECKS) {
    await inTransaction(atMoment, (ctx) => bringBackAll(ctx, ids.slice(from, from + STEP_CHECKS)));
  }
  return ids.length;
}

async function listSeenAhead({ db }: CommandContext, until: Instant): Promise<string[]> {
  const rows = await db
    .selectFrom('checkPlace')
    .innerJoin('healthCheck', 'healthCheck.id', 'checkId')
    .select(['id', 'no'])
    .distinct()
    .where('archivedAt', 'is', null)
    .where((eb) =>
      eb.or([eb('checkPlace.lastSampleAt', '>', until), eb('since', '>', until), eb('agreedFrom', '>', until)]),
    )
    .orderBy('no')
    .execute();
  return rows.map(({ id }) => id);
}

async function bringBackAll(ctx: CommandContext, ids: readonly string[]): Promise<void> {
  const now = ctx.now();
  const held = ctx.db.selectFrom('healthCheck').selectAll().where('id', 'in', ids).where('archivedAt', 'is', null);
  const judged = [];
  for (const row of await lockRows(ctx.db, held.orderBy('no')).execute()) {
    await cutSpans(ctx, row.id);
    await forgetViews(ctx, row.id);
    const check = await bringBackCheck(ctx, row);
    if (row.pausedAt !== null) continue;
    const { changedSince } = await settleAgreement(ctx, { row: check, since: now });
    judged.push({ row: check, outagesSince: changedSince, isPublic: true });
  }
  await changeOutagesFromPlaces(ctx, { judged });
}

async function cutSpans({ db, now }: CommandContext, checkId: string): Promise<void> {
  await db.deleteFrom('placeSpan').where('checkId', '=', checkId).where('startedAt', '>', now()).execute();
  await db
    .updateTable('placeSpan')
    .set({ endedAt: now() })
    .where('checkId', '=', checkId)
    .where('endedAt', '>', now())
    .execute();
}

/** What failed or was seen to work before the step still does; what began later is unknown until the next result. */
async function forgetViews(ctx: CommandContext, checkId: string): Promise<void> {
  const at = ctx.now();
  const views = await ctx.db
    .selectFrom('checkPlace')
    .selectAll()
    .where('checkId', '=', checkId)
    .where((eb) => eb.or([eb('lastSampleAt', '>', at), eb('since', '>', at)]))
    .execute();
  for (const { placeId, since, state, stateSince, lastSampleAt, lastUpAt, blindSince } of views) {
    const begun = stateSince <= at ? { state, stateSince } : ({ state: 'unknown', stateSince: at } as const);
    const times = { since, lastSampleAt, lastUpAt, blindSince };
    await ctx.db
      .updateTable('checkPlace')
      .set({ ...begun, ...NO_COUNTS, ...notAhead(times, at) })
      .where('checkId', '=', checkId)
      .where('placeId', '=', placeId)
      .execute();
    if (begun.state === 'unknown') await blindUnlessBlind(ctx, { checkId, placeId });
  }
}

async function blindUnlessBlind(ctx: CommandContext, view: Pick<CheckPlace, 'checkId' | 'placeId'>): Promise<void> {
  const open = await listOpenPlaceSpans(ctx.db, view);
  if (open.some(({ kind }) => kind === 'blind')) return;
  await writePlaceSpan(ctx, { ...view, kind: 'blind', startedAt: ctx.now(), endedAt: null, cause: 'not-running' });
}

async function bringBackCheck({ db, now }: CommandContext, row: HealthCheck): Promise<HealthCheck> {
  const { agreedFrom, lastSampleAt, lastUpAt, stateSince } = row;
  const times = notAhead({ agreedFrom, lastSampleAt, lastUpAt, stateSince }, now());
  await db.updateTable('healthCheck').set(times).where('id', '=', row.id).execute();
  return { ...row, ...times };
}

function notAhead<T extends Readonly<Record<string, Instant | null>>>(times: T, now: Instant): T {
  const entries = Object.entries(times).map(([name, at]) => [name, at === null ? null : Math.min(at, now)]);
  return Object.fromEntries(entries);
}
