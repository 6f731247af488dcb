import type { HealthCheck } from '#db/queries/checks';
import type { CheckPlace } from '#db/queries/places';
import { lockRows } from '#db/row-locks';
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
      return view && own ? [{ row, view, own }] : [];
    });
    if (faults.length === 0) return { checks: 0 };
    const judged = [];
    for (const { row, view, own } of faults) {
      await forget(ctx, { row, view, own, blindSince });
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
  readonly view: CheckPlace;
  readonly own: OwnFault;
  readonly blindSince: number;
}

async function forget(ctx: CommandContext, { row, view, own, blindSince }: Forgotten): Promise<void> {
  const { checkId, placeId } = view;
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
    .where((eb) =>
      eb.or([
        eb.and([eb('kind', '=', 'failing'), eb('startedAt', '>', blindSince)]),
        eb.and([eb('kind', '=', 'blind'), eb('startedAt', '>=', own.unknownSince)]),
      ]),
    )
    .execute();
  const { no: placeNo } = await ctx.db
    .selectFrom('place')
    .select('no')
    .where('id', '=', placeId)
    .executeTakeFirstOrThrow();
  await forgivePlaceFailures(ctx, { checkNo: row.no, placeNo, since: blindSince + 1 });
  await writeBlindSpan(ctx, { checkId, placeId, startedAt: own.unknownSince });
}

async function writeBlindSpan(
  ctx: CommandContext,
  { checkId, placeId, startedAt }: { readonly checkId: string; readonly placeId: string; readonly startedAt: number },
): Promise<void> {
  const open = await ctx.db
    .selectFrom('placeSpan')
    .select('startedAt')
    .where('checkId', '=', checkId)
    .where('placeId', '=', placeId)
    .where('kind', '=', 'blind')
    .where('endedAt', 'is', null)
    .executeTakeFirst();
  if (open) return;
  await writePlaceSpan(ctx, { checkId, placeId, kind: 'blind', startedAt, endedAt: null, cause: 'connection-lost' });
}
