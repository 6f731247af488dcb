import type { Db } from '../connect.ts';

export interface Returns {
  readonly serviceId: string;
  /** How many measured outages of the service the incident has. */
  readonly times: number;
  readonly flapMs: number;
}

/** Services of an incident whose measured outages came back in it. */
export async function listReturns(db: Db, incidentId: string): Promise<Returns[]> {
  const rows = await db
    .selectFrom('outage')
    .innerJoin('service', 'service.id', 'outage.serviceId')
    .select(['serviceId', 'flapMs'])
    .select((eb) => eb.fn.countAll<number>().as('times'))
    .where('incidentId', '=', incidentId)
    .where('source', '=', 'measured')
    .where('retractedAt', 'is', null)
    .where('flapMs', '>', 0)
    .groupBy(['serviceId', 'flapMs'])
    .orderBy('serviceId')
    .execute();
  return rows.map((row) => ({ ...row, times: Number(row.times) })).filter(({ times }) => times > 1);
}
