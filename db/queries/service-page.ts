import { PUBLIC } from '#domain/audience';
import { barWindow } from '#domain/status/day-bars';
import type { ServiceFacts } from '#domain/status/facts';
import type { Db } from '../connect.ts';
import { type Incident, listOpenIncidents } from './incidents.ts';
import { listServiceFacts } from './service-facts.ts';
import { findServiceBySlug } from './services.ts';

export interface ServicePageRows {
  readonly service: ServiceFacts;
  readonly openIncidents: readonly Incident[];
}

/** A public service in use, with the open incidents it is part of. */
export async function getServicePage(
  db: Db,
  { slug, now }: { readonly slug: string; readonly now: number },
): Promise<ServicePageRows | undefined> {
  const found = await findServiceBySlug(db, PUBLIC, slug);
  if (!found || found.archivedAt !== null) return undefined;
  const [service] = await listServiceFacts(db, PUBLIC, { services: [found], window: barWindow(now) });
  const open = await listOpenIncidents(db, PUBLIC);
  return (
    service && { service, openIncidents: open.filter(({ services }) => services.some(({ id }) => id === found.id)) }
  );
}
