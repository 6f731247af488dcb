import type { Selectable } from 'kysely';
import type { HealthCheck } from '#db/queries/checks';
import { lockRows } from '#db/row-locks';
import type { PlaceTable } from '#db/schema/places';
import { forgetFailures, type OwnFault } from '#domain/watching/own-fault';
import { changeOutagesFromPlaces } from './change-outages-from-places.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { settleAgreement } from './settle-agreement.ts';
import { writeAudit } from './write-audit.ts';
import { forgivePlaceFailures, writePlaceSpan } from './write-place-spans.ts';

const REASON = 'A place had lost its own connection at the time: it measured nothing.';

export interface PlaceFault {
  readonly placeId: string;
  /** The last good sample of anything from there; where not given, of the checks the place shares with others. */
  readonly blindSince?: number;
}

/**
 * Judges again what a place reported before it noticed that its own connection was lost: since its last good sample it saw
 * nothing, so failures of that time are none, whether they were agreed on or not.
 */
export function takeBackPlaceFailures(ctx: CommandContext, fault: PlaceFault): Promise<{ readonly checks: number }> {
  return inTransaction(ctx, async (ctx) => {
    const { placeId } = fault;
    const rows = await lockShared(ctx, placeId);
    const views = await ctx.db.selectFrom('checkPlace').selectAll().where('placeId', '=', placeId).execute();
    const blindSince = fault.blindSince ?? Math.max(0, ...views.map(({ lastUpAt }) => lastUpAt ?? 0));
    const faults = rows.flatMap((row) => {
      const view = views.find(({ checkId }) => checkId === row.id);
      const own = view && forgetFailures(view, blindSince);
      if (!own) return [];
      // What it saw before it was paused, or the check was, is judged by itself.
      const isOfNow = Math.min(view.since, own.unknownSince);
      return [{ row, own, blindSince: Math.max(blindSince, isOfNow - 1) }];
    });
    if (faults.length === 0) return { checks: 0 };
    const place = await ctx.db
      .selectFrom('place')
      .select(['id', 'no', 'pausedAt'])
      .where('id', '=', placeId)
      .executeTakeFirstOrThrow();
    const judged = [];
    for (const fault of faults) {
      const { row, own } = fault;
      await forget(ctx, { ...fault, place });
      const { changedSince } = await settleAgreement(ctx, { row, since: own.unknownSince });
      judged.push({ row, outagesSince: changedSince, isPublic: true });
    }
    await changeOutagesFromPlaces(ctx, { judged, reason: REASON });
    const detail = { checks: faults.length, since: blindSince };
    await writeAudit(ctx, { action: 'take-back-place-failures', subjectKind: 'place', subjectId: placeId, detail });
    return { checks: faults.length };
  });
}

function lockShared(ctx: CommandContext, placeId: string): Promise<HealthCheck[]> {
  const shared = ctx.db
    .selectFrom('healthCheck')
    .selectAll()
    .where('archivedAt', 'is', null)
    .where('pausedAt', 'is', null)
    .where('id', 'in', (eb) => eb.selectFrom('checkPlace').select('checkId').where('placeId', '=', placeId));
  return lockRows(ctx.db, shared.orderBy('no')).execute();
}

interface Forgotten {
  readonly row: HealthCheck;
  readonly place: Pick<Selectable<PlaceTable>, 'id' | 'no' | 'pausedAt'>;
  readonly own: OwnFault;
  readonly blindSince: number;
}

async function forget(ctx: CommandContext, { row, place, own, blindSince }: Forgotten): Promise<void> {
  const [checkId, placeId] = [row.id, place.id];
  const pausedAt = place.pausedAt ?? Number.MAX_SAFE_INTEGER;
  await ctx.db
    .updateTable('checkPlace')
    .set(own.check)
    .where('checkId', '=', checkId)
    .where('placeId', '=', placeId)
    .execute();
  await ctx.db
    .deleteFrom('placeSpan')
    .where('checkId', '=', checkId)
    .where('placeId', '=', placeId)
    .where('startedAt', '<', pausedAt)
    .where((eb) =>
      eb.or([
        eb.and([eb('kind', '=', 'failing'), eb('startedAt', '>', blindSince)]),
        eb.and([eb('kind', '=', 'blind'), eb('startedAt', '>=', own.unknownSince)]),
      ]),
    )
    .execute();
  await forgivePlaceFailures(ctx, { checkNo: row.no, placeNo: place.no, since: blindSince + 1 });
  const span = { checkId, placeId, kind: 'blind', startedAt: own.unknownSince, cause: 'connection-lost' } as const;
  if (place.pausedAt !== null) await writePlaceSpan(ctx, { ...span, endedAt: place.pausedAt });
  else if (!(await hasOpenBlindSpan(ctx, span))) await writePlaceSpan(ctx, { ...span, endedAt: null });
}

async function hasOpenBlindSpan(
  ctx: CommandContext,
  { checkId, placeId }: { readonly checkId: string; readonly placeId: string },
): Promise<boolean> {
  const open = await ctx.db
    .selectFrom('placeSpan')
    .select('startedAt')
    .where('checkId', '=', checkId)
    .where('placeId', '=', placeId)
    .where('kind', '=', 'blind')
    .where('endedAt', 'is', null)
    .executeTakeFirst();
  return open !== undefined;
}
