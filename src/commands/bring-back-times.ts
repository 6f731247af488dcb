import { HORIZON_MS } from '#domain/maintenance/horizon';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from '#domain/time';
import { bringBackViews } from './bring-back-views.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { markPublicChange } from './mark-public-change.ts';

/** Clocks of several processes differ by less. */
const TOLERANCE_MS = MINUTE_MS;
/** No message waits longer for its next attempt. */
const LONGEST_WAIT_MS = 2 * DAY_MS;

/**
 * Sets right what a clock wrote that was ahead and has been set back, of everything but the checks: a job that called in the future
 * would not be missed until then, a feed or message not be tried, a maintenance be over before it begins. Returns how many rows.
 */
export async function bringBackTimes(ctx: CommandContext): Promise<number> {
  const now = ctx.now();
  const atMoment = { ...ctx, now: () => now };
  const mended = [await bringBackViews(ctx)];
  // Each by itself: together they would hold up others.
  for (const mend of [mendHeartbeats, mendListening, mendFeeds, mendDeliveries, mendMaintenance, mendTurns]) {
    mended.push(await mend(atMoment, now));
  }
  return mended.reduce((sum, count) => sum + count, 0);
}

/** What a job said in the future, it said just now at the latest. */
async function mendHeartbeats({ db }: CommandContext, now: Instant): Promise<number> {
  let count = 0;
  for (const column of ['lastCallAt', 'startedAt', 'unfinishedSince', 'finishedAt'] as const) {
    const changed = await db
      .updateTable('heartbeat')
      .set({ [column]: now })
      .where(column, '>', now + TOLERANCE_MS)
      .executeTakeFirst();
    count += Number(changed.numUpdatedRows);
  }
  return count;
}

async function mendListening({ db }: CommandContext, now: Instant): Promise<number> {
  const never = await db
    .deleteFrom('listeningSpan')
    .where('startedAt', '>', now)
    .where('seenAt', '>', now + TOLERANCE_MS)
    .executeTakeFirst();
  const longer = await db
    .updateTable('listeningSpan')
    .set({ seenAt: now })
    .where('seenAt', '>', now + TOLERANCE_MS)
    .executeTakeFirst();
  return Number(never.numDeletedRows + longer.numUpdatedRows);
}

async function mendFeeds({ db }: CommandContext, now: Instant): Promise<number> {
  const changed = await db
    .updateTable('feedSource')
    .set({ nextDueAt: now, leaseToken: null, leaseUntil: null })
    .where((eb) =>
      eb.or([
        eb('nextDueAt', '>', eb(eb('intervalMs', '+', HOUR_MS), '+', now + TOLERANCE_MS)),
        eb('leaseUntil', '>', now + HOUR_MS),
      ]),
    )
    .executeTakeFirst();
  return Number(changed.numUpdatedRows);
}

async function mendDeliveries({ db }: CommandContext, now: Instant): Promise<number> {
  const changed = await db
    .updateTable('delivery')
    .set({ dueAt: now, leaseToken: null, leaseUntil: null })
    .where('state', '=', 'due')
    .where((eb) =>
      eb.or([
        eb.and([eb('createdAt', '>', now + TOLERANCE_MS), eb('dueAt', '>', now)]),
        eb('dueAt', '>', now + LONGEST_WAIT_MS),
        eb('leaseUntil', '>', now + HOUR_MS),
      ]),
    )
    .executeTakeFirst();
  return Number(changed.numUpdatedRows);
}

/** No occurrence has begun or ended before its time, and no series is announced further than it can be. */
function mendMaintenance(ctx: CommandContext, now: Instant): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const change = ctx.db.updateTable('maintenanceOccurrence');
    const unbegun = await change
      .set({ stage: 'scheduled', startedAt: null, updatedAt: now })
      .where('stage', 'in', ['in-progress', 'done'])
      .where('startsAt', '>', now + TOLERANCE_MS)
      .executeTakeFirst();
    const unended = await change
      .set({ stage: 'in-progress', endedAt: null, updatedAt: now })
      .where('stage', '=', 'done')
      .where('startsAt', '<=', now)
      .where('endsAt', '>', now + TOLERANCE_MS)
      .executeTakeFirst();
    const series = await ctx.db
      .updateTable('maintenance')
      .set({ expandedUntil: null })
      .where('expandedUntil', '>', now + HORIZON_MS + TOLERANCE_MS)
      .executeTakeFirst();
    // Whatever is done to it happens no earlier.
    await ctx.db
      .updateTable('maintenance')
      .set({ updatedAt: now })
      .where('updatedAt', '>', now + TOLERANCE_MS)
      .execute();
    const count = Number(unbegun.numUpdatedRows + unended.numUpdatedRows);
    if (count > 0) await markPublicChange(ctx);
    return count + Number(series.numUpdatedRows);
  });
}

/** Ticks and leases of a time that is yet to come would be taken as had by others then. */
async function mendTurns({ db }: CommandContext, now: Instant): Promise<number> {
  const ticks = await db
    .deleteFrom('tick')
    .where('at', '>', now + HOUR_MS)
    .executeTakeFirst();
  const leases = await db
    .deleteFrom('workLease')
    .where('leaseUntil', '>', now + HOUR_MS)
    .executeTakeFirst();
  return Number(ticks.numDeletedRows + leases.numDeletedRows);
}
