import type { DownRule, FailureSpan } from '#domain/watching/plan-outages';
import type { SpanKind } from '#domain/words';
import type { Db } from '../connect.ts';
import { findOutage, type Outage } from './outages.ts';

/** When failing checks make the service down, and how many of its checks could. */
export async function getDownRule(db: Db, serviceId: string): Promise<DownRule> {
  const service = await db
    .selectFrom('service')
    .select(['downWhen', 'downCount', 'otherwise'])
    .where('id', '=', serviceId)
    .executeTakeFirstOrThrow();
  const { voters } = await db
    .selectFrom('healthCheck')
    .select((eb) => eb.fn.countAll<number>().as('voters'))
    .where('serviceId', '=', serviceId)
    .where('impact', '=', 'down')
    .where('archivedAt', 'is', null)
    .where('pausedAt', 'is', null)
    .executeTakeFirstOrThrow();
  return { ...service, voters: Number(voters) };
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
