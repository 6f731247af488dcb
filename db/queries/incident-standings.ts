import type { Standing } from '#domain/incidents/standing';
import type { Db } from '../connect.ts';

/** How each service stands in each of these incidents, by the incident's own outages: incident id → service id → standing. */
export async function listStandings(
  db: Db,
  incidentIds: readonly string[],
): Promise<Map<string, Map<string, Standing | null>>> {
  const found = new Map<string, Map<string, Standing | null>>();
  if (incidentIds.length === 0) return found;
  const rows = await db
    .selectFrom('outage')
    .innerJoin('incident', 'incident.id', 'outage.incidentId')
    .leftJoin('outagePhase', (join) =>
      join.onRef('outagePhase.outageId', '=', 'outage.id').on('outagePhase.endedAt', 'is', null),
    )
    .select(['incident.id as incidentId', 'outage.serviceId', 'incident.resolvedAt', 'outage.source'])
    .select(['outage.startedAt', 'outage.endedAt', 'outage.endedUnwatched', 'outage.retractedAt', 'outage.state'])
    .select('outagePhase.state as phaseState')
    .where('incident.id', 'in', [...incidentIds])
    .execute();
  for (const [incidentId, own] of Map.groupBy(rows, (row) => row.incidentId)) {
    const services = Map.groupBy(own, ({ serviceId }) => serviceId);
    found.set(incidentId, new Map([...services].map(([serviceId, outages]) => [serviceId, standingOf(outages)])));
  }
  return found;
}

interface OutageRow {
  readonly resolvedAt: number | null;
  readonly source: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly endedUnwatched: number;
  readonly retractedAt: number | null;
  readonly state: 'degraded' | 'down';
  readonly phaseState: 'degraded' | 'down' | null;
}

function standingOf(outages: readonly OutageRow[]): Standing | null {
  const counted = outages.filter(({ retractedAt }) => retractedAt === null);
  if (counted.length === 0) return 'taken-back';
  if (counted.some(({ resolvedAt }) => resolvedAt !== null)) return null;
  const open = counted.filter(({ endedAt }) => endedAt === null);
  if (open.length > 0)
    return open.some((outage) => (outage.phaseState ?? outage.state) === 'down') ? 'down' : 'degraded';
  const last = counted.toSorted((a, b) => a.startedAt - b.startedAt).at(-1);
  if (last?.endedUnwatched === 1) return 'unwatched';
  return counted.filter(({ source }) => source === 'measured').length > 1 ? 'returning' : 'recovered';
}
