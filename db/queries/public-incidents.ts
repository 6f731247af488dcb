import type { Audience } from '#domain/audience';
import type { Db } from '../connect.ts';
import { incidentVisibleTo } from './visibility.ts';

const LATEST = 50;

/** A public change worth a date on the page: when an incident or one of its updates last changed. */
export async function findLastIncidentChange(db: Db, audience: Audience): Promise<number | undefined> {
  const latest = db
    .selectFrom('incident')
    .select('updatedAt')
    .where(incidentVisibleTo(audience))
    .orderBy('startedAt', 'desc')
    .limit(LATEST)
    .as('latest');
  const row = await db
    .selectFrom(latest)
    .select((eb) => eb.fn.max('updatedAt').as('at'))
    .executeTakeFirst();
  return row?.at ?? undefined;
}

/** Of these incidents the ones a public report was published for. */
export async function listReportedIncidents(db: Db, incidentIds: readonly string[]): Promise<Set<string>> {
  if (incidentIds.length === 0) return new Set();
  const rows = await db
    .selectFrom('incidentReport')
    .select('incidentId')
    .where('incidentId', 'in', incidentIds)
    .where('visibility', '=', 'public')
    .where('publishedAt', 'is not', null)
    .execute();
  return new Set(rows.map((row) => row.incidentId));
}

/** When the oldest incident began that the audience may see; the history reaches back to it. */
export async function findFirstIncidentStart(db: Db, audience: Audience): Promise<number | undefined> {
  const row = await db
    .selectFrom('incident')
    .select('startedAt')
    .where(incidentVisibleTo(audience))
    .orderBy('startedAt')
    .limit(1)
    .executeTakeFirst();
  return row?.startedAt;
}
