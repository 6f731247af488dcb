import { latestFlapping } from '#domain/watching/flapping';
import type { Db } from '../connect.ts';

export interface Flapping {
  readonly serviceId: string;
  /** How many measured outages of the service the flapping has so far. */
  readonly times: number;
  /** When the last of them ended. */
  readonly endedAt: number | null;
  readonly flapMs: number;
}

/** Services whose last measured outage in an incident is not the first of a flapping. */
export async function listFlapping(db: Db, incidentId: string): Promise<Flapping[]> {
  const own = db
    .selectFrom('outage')
    .where('incidentId', '=', incidentId)
    .where('source', '=', 'measured')
    .where('retractedAt', 'is', null);
  const repeated = own
    .select('serviceId')
    .groupBy('serviceId')
    .having((eb) => eb(eb.fn.countAll(), '>', 1));
  const rows = await own
    .innerJoin('service', 'service.id', 'outage.serviceId')
    .select(['serviceId', 'flapMs', 'startedAt', 'endedAt', 'endedUnwatched'])
    .where('flapMs', '>', 0)
    .where('serviceId', 'in', repeated)
    .orderBy('serviceId')
    .execute();
  return [...Map.groupBy(rows, ({ serviceId }) => serviceId)].flatMap(([serviceId, outages]) => {
    const flapMs = outages[0]?.flapMs ?? 0;
    const flapping = latestFlapping(outages, flapMs);
    return flapping.length > 1
      ? [{ serviceId, times: flapping.length, endedAt: flapping[0]?.endedAt ?? null, flapMs }]
      : [];
  });
}

export interface QuietService {
  readonly incidentId: string;
  readonly serviceId: string;
}

/** Services that had several measured outages in an incident which is still open, and have stayed well for their flapping time. */
export function listQuietServices(db: Db, now: number): Promise<QuietService[]> {
  return db
    .selectFrom('outage')
    .innerJoin('service', 'service.id', 'outage.serviceId')
    .select(['outage.incidentId', 'outage.serviceId'])
    .$narrowType<{ incidentId: string }>()
    .where('outage.incidentId', 'in', (eb) =>
      eb.selectFrom('incident').select('incident.id').where('incident.resolvedAt', 'is', null),
    )
    .where('outage.source', '=', 'measured')
    .where('outage.retractedAt', 'is', null)
    .where('flapMs', '>', 0)
    .where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom('outage as open')
            .select('open.id')
            .whereRef('open.incidentId', '=', 'outage.incidentId')
            .whereRef('open.serviceId', '=', 'outage.serviceId')
            .where('open.endedAt', 'is', null)
            .where('open.retractedAt', 'is', null),
        ),
      ),
    )
    .groupBy(['outage.incidentId', 'outage.serviceId', 'flapMs'])
    .having((eb) => eb(eb.fn.countAll(), '>', 1))
    .having((eb) => eb(eb(eb.fn.max('outage.endedAt'), '+', eb.ref('flapMs')), '<=', now))
    .orderBy('outage.incidentId')
    .orderBy('outage.serviceId')
    .execute();
}
