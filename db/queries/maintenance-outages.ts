import type { Interval } from '#domain/interval';
import { unexplainedParts } from '#domain/maintenance/explained';
import type { Db } from '../connect.ts';
import { listMaintenanceSpans } from './maintenance.ts';
import type { Outage } from './outages.ts';

/**
 * When what our checks saw fail first lay outside announced maintenance; undefined while that explains all of it. Past the end
 * of a maintenance only a check that failed then counts: the first good answer comes a little after the recovery itself.
 */
export async function findUnexplainedStart(
  db: Db,
  outage: Pick<Outage, 'serviceId' | 'startedAt' | 'endedAt'>,
  now: number,
): Promise<number | undefined> {
  const { serviceId, startedAt, endedAt } = outage;
  const spans = await listMaintenanceSpans(db, { serviceIds: [serviceId], from: startedAt, to: (endedAt ?? now) + 1 });
  for (const part of unexplainedParts(spans, outage, Math.max(now, startedAt + 1))) {
    if (part.startedAt === startedAt || (await wasSeenFailing(db, serviceId, part))) return part.startedAt;
  }
  return undefined;
}

async function wasSeenFailing(db: Db, serviceId: string, { startedAt, endedAt }: Interval): Promise<boolean> {
  const row = await db
    .selectFrom('checkSpan')
    .innerJoin('healthCheck', 'healthCheck.id', 'checkSpan.checkId')
    .innerJoin('sample', 'sample.checkNo', 'healthCheck.no')
    .select('sample.at')
    .where('healthCheck.serviceId', '=', serviceId)
    .where('checkSpan.takenBackAt', 'is', null)
    .where((eb) => eb('sample.at', '>=', eb.ref('checkSpan.startedAt')))
    .where((eb) => eb.or([eb('checkSpan.endedAt', 'is', null), eb('sample.at', '<', eb.ref('checkSpan.endedAt'))]))
    .where((eb) => eb.or([eb('sample.state', '=', 'down'), eb('checkSpan.kind', '=', 'slow')]))
    .where('sample.at', '>=', startedAt)
    .where('sample.at', '<=', endedAt)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Open measured outages nobody was told of, for announced maintenance explained them when they began. */
export function listUntoldOutages(db: Db): Promise<Pick<Outage, 'id' | 'serviceId' | 'startedAt' | 'endedAt'>[]> {
  return db
    .selectFrom('outage')
    .select(['id', 'serviceId', 'startedAt', 'endedAt'])
    .where('source', '=', 'measured')
    .where('endedAt', 'is', null)
    .where('incidentId', 'is', null)
    .where('retractedAt', 'is', null)
    .where('revision', '>', 0)
    .orderBy('id')
    .execute();
}
