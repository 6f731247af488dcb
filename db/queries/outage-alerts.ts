import type { Db } from '#db/connect';
import type { Names } from '#domain/notice-payload';
import type { OutageState } from '#domain/words';

export interface OutageAlertFacts {
  readonly outageId: string;
  readonly serviceId: string;
  readonly kind: 'started' | 'ended';
  readonly at: number;
  readonly serviceNames: Names;
  readonly incidentId: string | null;
  readonly state: OutageState;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** What the failing check saw last. */
  readonly cause: string | null;
}

/** What operators are still to be told of outages, in the order in which it happened. */
export async function listUntoldAlerts(db: Db): Promise<OutageAlertFacts[]> {
  const rows = await db
    .selectFrom('outageAlert')
    .innerJoin('outage', 'outage.id', 'outageAlert.outageId')
    .innerJoin('service', 'service.id', 'outage.serviceId')
    .leftJoin('healthCheck', 'healthCheck.id', 'outage.checkId')
    .select(['outageAlert.outageId', 'outageAlert.kind', 'outageAlert.at', 'service.names', 'outage.incidentId'])
    .select('outage.serviceId')
    .select(['outage.state', 'outage.startedAt', 'outage.endedAt', 'healthCheck.lastDetail', 'healthCheck.lastCause'])
    .where('outageAlert.toldAt', 'is', null)
    .orderBy('outageAlert.at')
    .orderBy('service.position')
    .orderBy('outageAlert.kind', 'desc')
    .execute();
  return rows.map(({ names, lastDetail, lastCause, ...alert }) => ({
    ...alert,
    serviceNames: JSON.parse(names),
    cause: lastDetail ?? lastCause,
  }));
}
