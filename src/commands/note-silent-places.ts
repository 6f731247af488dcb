import { canSeeNow } from '#db/queries/blind-spans';
import type { HealthCheck } from '#db/queries/checks';
import { lockRows } from '#db/row-locks';
import { absencesSince } from '#domain/heartbeats/absences';
import { SECOND_MS } from '#domain/time';
import { SILENT } from '#domain/watching/judge-place';
import { isSeenBetween, TOLD_WITHIN_MS } from '#domain/watching/rhythm';
import { changeOutagesFromPlaces } from './change-outages-from-places.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { settleAgreement } from './settle-agreement.ts';
import { writePlaceSpan } from './write-place-spans.ts';

/** So long we must have listened without a break before a silence says anything: after a start, all places tell at once. */
const LISTENED_FOR_MS = 30 * SECOND_MS;

/**
 * Notes for which checks a place has not reported when it should have: from its last result on, it counts as unknown there. Should it
 * report later, that is judged as if it had come in time.
 */
export function noteSilentPlaces(ctx: CommandContext): Promise<{ readonly silent: number }> {
  return inTransaction(ctx, async (ctx) => {
    const overdue = await listOverdue(ctx);
    if (overdue.length === 0 || !(await hasListened(ctx))) return { silent: 0 };
    const rows = await lockChecks(ctx, [...new Set(overdue.map(({ checkId }) => checkId))]);
    const still = await listOverdue(ctx);
    const silentOf = Map.groupBy(still, ({ checkId }) => checkId);
    const judged = [];
    for (const row of rows) {
      const silent = silentOf.get(row.id) ?? [];
      if (silent.length === 0) continue;
      for (const { placeId, startedAt } of silent) {
        const span = { kind: 'blind', startedAt, endedAt: null, cause: SILENT } as const;
        await writePlaceSpan(ctx, { checkId: row.id, placeId, ...span });
      }
      const since = Math.min(...silent.map(({ startedAt }) => startedAt));
      const { changedSince } = await settleAgreement(ctx, { row, since });
      judged.push({ row, outagesSince: changedSince, isPublic: true });
    }
    await changeOutagesFromPlaces(ctx, { judged });
    return { silent: still.length };
  });
}

interface Overdue {
  readonly checkId: string;
  readonly placeId: string;
  /** The last look. */
  readonly startedAt: number;
}

async function listOverdue(ctx: CommandContext): Promise<Overdue[]> {
  const until = ctx.now() - TOLD_WITHIN_MS;
  const rows = await ctx.db
    .selectFrom('checkPlace')
    .innerJoin('healthCheck', 'healthCheck.id', 'checkPlace.checkId')
    .select(['checkPlace.checkId', 'checkPlace.placeId', 'checkPlace.lastSampleAt'])
    .select(['intervalMs', 'timeoutMs', 'rhythmSince', 'patienceBeforeMs'])
    .where('healthCheck.archivedAt', 'is', null)
    .where('healthCheck.pausedAt', 'is', null)
    .where('checkPlace.lastSampleAt', 'is not', null)
    .where((eb) => {
      const patience = eb(eb('intervalMs', '*', 2), '+', eb.ref('timeoutMs'));
      const lastAt = eb.ref('checkPlace.lastSampleAt');
      return eb.or([
        eb(eb(lastAt, '+', patience), '<', until),
        eb(eb(lastAt, '+', eb.ref('patienceBeforeMs')), '<', until),
      ]);
    })
    .where(canSeeNow)
    .execute();
  return rows.flatMap(({ checkId, placeId, lastSampleAt, ...rhythm }) =>
    lastSampleAt === null || isSeenBetween(lastSampleAt, until, rhythm)
      ? []
      : [{ checkId, placeId, startedAt: lastSampleAt }],
  );
}

async function hasListened(ctx: CommandContext): Promise<boolean> {
  const now = ctx.now();
  const from = now - LISTENED_FOR_MS;
  const spans = await ctx.db
    .selectFrom('listeningSpan')
    .select(['kind', 'startedAt', 'seenAt'])
    .where('seenAt', '>=', from)
    .execute();
  return absencesSince(from, now, spans).length === 0;
}

function lockChecks(ctx: CommandContext, ids: readonly string[]): Promise<HealthCheck[]> {
  return lockRows(ctx.db, ctx.db.selectFrom('healthCheck').selectAll().where('id', 'in', ids).orderBy('no')).execute();
}
