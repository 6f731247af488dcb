import type { HealthCheck } from '#db/queries/checks';
import { lockRows } from '#db/row-locks';
import { blindView, restView } from './blind-views.ts';
import { changeOutagesFromPlaces } from './change-outages-from-places.ts';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { lockPlaceElsewhere, type PlaceAtRevision } from './lock-place.ts';
import { settleAgreement } from './settle-agreement.ts';
import { writeAudit } from './write-audit.ts';

/** Lets a place measure nothing for a while: it has no say meanwhile, but may still tell what it measured before. */
export function pausePlace(ctx: CommandContext, input: PlaceAtRevision): Promise<void> {
  return setPaused(ctx, input, true);
}

/** Lets it measure again; what it saw before the pause says nothing about the time since. */
export function resumePlace(ctx: CommandContext, input: PlaceAtRevision): Promise<void> {
  return setPaused(ctx, input, false);
}

function setPaused(ctx: CommandContext, input: PlaceAtRevision, paused: boolean): Promise<void> {
  requireOperator(ctx, 'incidents');
  return inTransaction(ctx, async (ctx) => {
    const place = await lockPlaceElsewhere(ctx, input);
    if ((place.pausedAt !== null) === paused) {
      throw new DomainError('closed', paused ? 'This place is paused already.' : 'This place measures already.');
    }
    await ctx.db
      .updateTable('place')
      .set({ pausedAt: paused ? ctx.now() : null, revision: place.revision + 1 })
      .where('id', '=', place.id)
      .execute();
    const judged = [];
    for (const row of await lockChecksOfPlace(ctx, place.id)) {
      const view = { checkId: row.id, placeId: place.id };
      let since = ctx.now();
      if (paused) since = await restView(ctx, { ...view, cause: 'paused' }, row);
      else await blindView(ctx, { ...view, cause: 'not-running' });
      if (row.pausedAt !== null) continue;
      const { changedSince } = await settleAgreement(ctx, { row, since });
      judged.push({ row, outagesSince: changedSince, isPublic: true });
    }
    await changeOutagesFromPlaces(ctx, { judged });
    const action = paused ? 'pause-place' : 'resume-place';
    await writeAudit(ctx, { action, subjectKind: 'place', subjectId: place.id });
  });
}

/** The checks in use that are polled from a place, held in their order. */
export function lockChecksOfPlace(ctx: CommandContext, placeId: string): Promise<HealthCheck[]> {
  const shared = ctx.db
    .selectFrom('healthCheck')
    .selectAll()
    .where('archivedAt', 'is', null)
    .where('id', 'in', (eb) => eb.selectFrom('checkPlace').select('checkId').where('placeId', '=', placeId));
  return lockRows(ctx.db, shared.orderBy('no')).execute();
}
