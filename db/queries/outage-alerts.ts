import type { Db } from '#db/connect';
import type { Names } from '#domain/notice-payload';
import type { OutageState } from '#domain/words';

export interface OutageAlertFacts {
  readonly serviceNames: Names;
  readonly incidentId: string | null;
  readonly state: OutageState;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** What the failing check saw last. */
  readonly cause: string | null;
}

/** What operators are told of an outage by mail. */
export async function findOutageAlertFacts(db: Db, outageId: string): Promise<OutageAlertFacts | undefined> {
  const row = await db
    .selectFrom('outage')
    .innerJoin('service', 'service.id', 'outage.serviceId')
    .leftJoin('healthCheck', 'healthCheck.id', 'outage.checkId')
    .select([
      'service.names',
      'outage.incidentId',
      'outage.state',
      'outage.startedAt',
      'outage.endedAt',
      'healthCheck.lastDetail',
      'healthCheck.lastCause',
    ])
    .where('outage.id', '=', outageId)
    .executeTakeFirst();
  if (!row) return undefined;
  const { names, lastDetail, lastCause, ...outage } = row;
  return { ...outage, serviceNames: JSON.parse(names), cause: lastDetail ?? lastCause };
}
