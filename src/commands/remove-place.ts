import type { Selectable } from 'kysely';
import type { HealthCheck } from '#db/queries/checks';
import { listPlacesOfCheck } from '#db/queries/places';
import type { PlaceTable } from '#db/schema/places';
import { FROM_HERE } from '#domain/watching/place-choice';
import { assignPlaces } from './assign-places.ts';
import { type CommandContext, inTransaction, requireOperator } from './context.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';
import { lockPlaceElsewhere, type PlaceAtRevision } from './lock-place.ts';
import { putChecksAside } from './pause-check.ts';
import { lockChecksOfPlace } from './pause-place.ts';
import { writeAudit } from './write-audit.ts';

/**
 * Removes a place: its token opens nothing any more, its checks are polled from the others, and one that has no other is paused.
 * What it measured stays.
 */
export function removePlace(ctx: CommandContext, input: PlaceAtRevision): Promise<void> {
  requireOperator(ctx, 'incidents');
  return inTransaction(ctx, async (ctx) => {
    const place = await lockPlaceElsewhere(ctx, input);
    const checks = await lockChecksOfPlace(ctx, place.id);
    // Before pages are told of the first of them: the others may still change outages.
    await lockOutageChanges(ctx);
    const orphans = await listOrphans(ctx, place.id);
    const left = checks.filter(({ id, pausedAt }) => orphans.has(id) && pausedAt === null);
    await putChecksAside(ctx, left, `Its only place, ${place.name}, was removed.`);
    for (const row of checks) await takeAway(ctx, place, row);
    await ctx.db
      .updateTable('place')
      .set({ removedAt: ctx.now(), tokenHash: null, tokenMadeAt: null, revision: place.revision + 1 })
      .where('id', '=', place.id)
      .execute();
    const detail = { name: place.name, checks: checks.length };
    await writeAudit(ctx, { action: 'remove-place', subjectKind: 'place', subjectId: place.id, detail });
  });
}

/** Nobody said that the target of a check may be asked from elsewhere: without its only place it rests. */
async function listOrphans({ db }: CommandContext, placeId: string): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('checkPlace')
    .select('checkId')
    .groupBy('checkId')
    .having((eb) => eb(eb.fn.countAll(), '=', 1))
    .having((eb) => eb(eb.fn.max('placeId'), '=', placeId))
    .execute();
  return new Set(rows.map(({ checkId }) => checkId));
}

async function takeAway(ctx: CommandContext, place: Selectable<PlaceTable>, row: HealthCheck): Promise<void> {
  const views = await listPlacesOfCheck(ctx.db, row.id);
  const placeIds = views.map(({ placeId }) => placeId).filter((id) => id !== place.id);
  const agreeCount = row.agreeCount === null ? null : Math.min(row.agreeCount, placeIds.length);
  const rest = placeIds.length === 0 ? FROM_HERE : { placeIds, agreeCount };
  await assignPlaces(ctx, { ...row, pausedAt: placeIds.length === 0 ? ctx.now() : row.pausedAt }, rest);
  await ctx.db
    .updateTable('healthCheck')
    .set({ revision: row.revision + 1 })
    .where('id', '=', row.id)
    .execute();
}
