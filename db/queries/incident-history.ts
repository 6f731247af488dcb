import { PUBLIC } from '#domain/audience';
import type { Interval } from '#domain/interval';
import type { Db } from '../connect.ts';
import { type Incident, listIncidents } from './incidents.ts';
import { listReportedIncidents } from './public-incidents.ts';

const MOST = 500;

export interface HistoryRows {
  readonly incidents: readonly Incident[];
  readonly reported: ReadonlySet<string>;
}

/** Published public incidents that began in a span, newest first. */
export async function listIncidentHistory(db: Db, span: Interval): Promise<HistoryRows> {
  const open = await listIncidents(db, PUBLIC, { from: span.startedAt, to: span.endedAt, limit: MOST });
  const incidents = open.filter((incident) => incident.startedAt >= span.startedAt);
  const ids = incidents.map((incident) => incident.id);
  return { incidents, reported: await listReportedIncidents(db, ids) };
}
