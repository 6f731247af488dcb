import { OPERATORS } from '#domain/audience';
import type { IncidentImpact, Language } from '#domain/words';
import type { Db } from '../connect.ts';
import { type IncidentService, listServicesOfIncidents } from './incident-services.ts';

/** What the title of an incident is made from; `title` is null where it is worded from the services. */
export interface TitleFacts {
  readonly title: string | null;
  readonly lang: Language;
  readonly impact: IncidentImpact;
  readonly services: readonly IncidentService[];
}

/** The titles of incidents as operators read them, by id. */
export async function listIncidentTitles(db: Db, ids: readonly string[]): Promise<Map<string, TitleFacts>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('incident')
    .select(['id', 'title', 'lang', 'impact'])
    .where('id', 'in', ids)
    .execute();
  const services = await listServicesOfIncidents(db, OPERATORS, ids);
  return new Map(
    rows.map(({ id, title, ...rest }) => [
      id,
      { ...rest, title: title === '' ? null : title, services: services.get(id) ?? [] },
    ]),
  );
}
