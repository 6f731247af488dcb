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

export interface AlarmFilter {
  readonly incidentId: string;
  readonly serviceId: string;
  /** Alarms of something less bad do not count. */
  readonly state: OutageState;
  readonly exceptId: string;
}

/** How often operators were told in an incident that a service began to fail. */
export async function countAlarms(db: Db, filter: AlarmFilter): Promise<number> {
  const { incidentId, serviceId, state, exceptId } = filter;
  const row = await db
    .selectFrom('outageAlert')
    .innerJoin('outage', 'outage.id', 'outageAlert.outageId')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('outageAlert.kind', '=', 'started')
    .where('outage.incidentId', '=', incidentId)
    .where('outage.serviceId', '=', serviceId)
    .where('outage.id', '<>', exceptId)
    .$if(state === 'down', (query) => query.where('outage.state', '=', 'down'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Measured outages that nothing explains, that last since an instant or longer, and that no operator was told of. */
export async function listUnalarmedOutages(db: Db, since: number): Promise<string[]> {
  const rows = await db
    .selectFrom('outage')
    .leftJoin('outageAlert', (join) =>
      join.onRef('outageAlert.outageId', '=', 'outage.id').on('outageAlert.kind', '=', 'started'),
    )
    .select('outage.id')
    .where('outage.source', '=', 'measured')
    .where('outage.endedAt', 'is', null)
    .where('outage.retractedAt', 'is', null)
    .where('outage.explainedBy', 'is', null)
    .where('outage.incidentId', 'is not', null)
    .where('outage.startedAt', '<=', since)
    .where('outageAlert.outageId', 'is', null)
    .orderBy('outage.id')
    .execute();
  return rows.map(({ id }) => id);
}
