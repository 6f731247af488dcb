import { subtractIntervals } from '#domain/interval';
import { OUT_OF_USE } from '#domain/watching/judge-probe';
import type { DownRule, FailureSpan, Span } from '#domain/watching/plan-outages';
import type { SpanKind } from '#domain/words';
import type { Db } from '../connect.ts';
import { findOutage, type Outage } from './outages.ts';

/** When failing checks make the service down, and which of its checks could. */
export async function getDownRule(db: Db, serviceId: string): Promise<DownRule> {
  const service = await db
    .selectFrom('service')
    .select(['downWhen', 'downCount', 'otherwise'])
    .where('id', '=', serviceId)
    .executeTakeFirstOrThrow();
  return { ...service, voters: service.downWhen === 'all' ? await listVoters(db, serviceId) : [] };
}

/** When each check that can take the service down was in use: looked at, not paused, and reached at least once. */
async function listVoters(db: Db, serviceId: string): Promise<Span[]> {
  const checks = await db
    .selectFrom('healthCheck')
    .select(['id', 'createdAt', 'archivedAt', 'pausedAt'])
    .where('serviceId', '=', serviceId)
    .where('impact', '=', 'down')
    .execute();
  const gaps = await db
    .selectFrom('measurementGap')
    .innerJoin('healthCheck', 'healthCheck.id', 'measurementGap.checkId')
    .select(['checkId', 'startedAt', 'endedAt', 'healthCheck.createdAt'])
    .where('healthCheck.serviceId', '=', serviceId)
    .where((eb) => eb.or([eb('cause', 'in', [...OUT_OF_USE]), eb('startedAt', '=', eb.ref('healthCheck.createdAt'))]))
    .execute();
  const first = gaps.filter(({ startedAt, createdAt }) => startedAt === createdAt);
  const unseen: Gap[] = [...gaps, ...(await listGapsAfter(db, serviceId, first))];
  return checks.flatMap(({ id, createdAt, archivedAt, pausedAt }) => {
    const idle = [
      ...unseen.filter(({ checkId }) => checkId === id),
      ...[archivedAt, pausedAt].flatMap((at) => (at === null ? [] : [{ startedAt: at, endedAt: null }])),
    ].map(({ startedAt, endedAt }) => ({ startedAt, endedAt: endedAt ?? NEVER }));
    const used = subtractIntervals([{ startedAt: createdAt, endedAt: NEVER }], idle);
    return used.map(({ startedAt, endedAt }) => ({ startedAt, endedAt: endedAt === NEVER ? null : endedAt }));
  });
}

interface Gap extends Span {
  readonly checkId: string;
}

/** The gaps that go on where these end, and so forth: before its first look a check may be unseen for one reason after the other. */
async function listGapsAfter(db: Db, serviceId: string, gaps: readonly Gap[]): Promise<Gap[]> {
  const ended = gaps.filter(({ endedAt }) => endedAt !== null);
  if (ended.length === 0) return [];
  const after = await db
    .selectFrom('measurementGap')
    .select(['checkId', 'startedAt', 'endedAt'])
    .where('serviceId', '=', serviceId)
    .where('startedAt', 'in', [...new Set(ended.map(({ endedAt }) => Number(endedAt)))])
    .where((eb) => eb.or([eb('endedAt', 'is', null), eb('endedAt', '>', eb.ref('startedAt'))]))
    .execute();
  const ends = new Set(ended.map(({ checkId, endedAt }) => `${checkId} ${endedAt}`));
  const next = after.filter(({ checkId, startedAt }) => ends.has(`${checkId} ${startedAt}`));
  return [...next, ...(await listGapsAfter(db, serviceId, next))];
}

const NEVER = Number.POSITIVE_INFINITY;

/** Services that change with which of their checks are in use, because they have an outage open. */
export async function listServicesOfAll(db: Db, serviceIds: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('outage')
    .innerJoin('service', 'service.id', 'outage.serviceId')
    .select('service.id')
    .distinct()
    .where('service.id', 'in', [...serviceIds])
    .where('downWhen', '=', 'all')
    .where('source', '=', 'measured')
    .where('endedAt', 'is', null)
    .where('retractedAt', 'is', null)
    .execute();
  return rows.map(({ id }) => id);
}

/** Until when a person, or an earlier version, has the last word on what was measured of a service; 0 where nobody has. */
export async function getKeptUntil(db: Db, serviceId: string): Promise<number> {
  const row = await db
    .selectFrom('outage')
    .select((eb) => eb.fn.max('keptUntil').as('until'))
    .where('serviceId', '=', serviceId)
    .where('source', '=', 'measured')
    .executeTakeFirst();
  return row?.until ?? 0;
}

/** Measured outages of a service that our checks may still change and that last until an instant or longer. */
export async function listChangeableOutages(
  db: Db,
  { serviceId, since }: { readonly serviceId: string; readonly since: number },
): Promise<Outage[]> {
  const rows = await db
    .selectFrom('outage')
    .select('id')
    .where('serviceId', '=', serviceId)
    .where('source', '=', 'measured')
    .where('retractedAt', 'is', null)
    .where('keptUntil', 'is', null)
    .where((eb) => eb.or([eb('endedAt', 'is', null), eb('endedAt', '>=', since)]))
    .orderBy('startedAt')
    .execute();
  const outages: Outage[] = [];
  for (const { id } of rows) {
    const outage = await findOutage(db, id);
    if (outage) outages.push(outage);
  }
  return outages;
}

export interface CheckSpan extends FailureSpan {
  readonly kind: SpanKind;
  readonly takenBackAt: number | null;
}

/** Judged spans of a service's checks that last until an instant or longer, those taken back included. */
export async function listCheckSpans(
  db: Db,
  { serviceId, since }: { readonly serviceId: string; readonly since: number },
): Promise<CheckSpan[]> {
  const rows = await db
    .selectFrom('checkSpan')
    .innerJoin('healthCheck', 'healthCheck.id', 'checkSpan.checkId')
    .select(['checkId', 'checkSpan.kind', 'startedAt', 'endedAt', 'takenBackAt', 'impact', 'surface'])
    .where('serviceId', '=', serviceId)
    .where((eb) => eb.or([eb('endedAt', 'is', null), eb('endedAt', '>', since)]))
    .orderBy('startedAt')
    .execute();
  // Slow answers alone never take a service down.
  return rows.map((row) => (row.kind === 'slow' ? { ...row, impact: 'degraded' as const } : row));
}
