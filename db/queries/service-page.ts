import { PUBLIC } from '#domain/audience';
import { barWindow } from '#domain/status/day-bars';
import type { ServiceFacts } from '#domain/status/facts';
import type { LatencyBucket } from '#domain/status/latency';
import type { PlaceSight } from '#domain/status/place-lines';
import type { Db } from '../connect.ts';
import { type Incident, listOpenIncidents } from './incidents.ts';
import { type CurrentMaintenance, listCurrentMaintenance } from './maintenance.ts';
import { listPlaceSights } from './place-sights.ts';
import { listServiceFacts } from './service-facts.ts';
import { listLatency } from './service-latency.ts';
import { findServiceBySlug } from './services.ts';

export interface ServicePageRows {
  readonly service: ServiceFacts;
  readonly openIncidents: readonly Incident[];
  readonly maintenance: readonly CurrentMaintenance[];
  /** Answer times of the last 24 hours in half hours; empty where nothing was measured. */
  readonly latency: readonly LatencyBucket[];
  /** What the places of its checks see, where they have several. */
  readonly sights: readonly (readonly PlaceSight[])[];
}

/** A public service in use, with the open incidents it is part of. */
export async function getServicePage(
  db: Db,
  { slug, now }: { readonly slug: string; readonly now: number },
): Promise<ServicePageRows | undefined> {
  const found = await findServiceBySlug(db, PUBLIC, slug);
  if (!found || found.archivedAt !== null) return undefined;
  const [service] = await listServiceFacts(db, PUBLIC, { services: [found], window: barWindow(now) });
  if (!service) return undefined;
  const open = await listOpenIncidents(db, PUBLIC);
  const openIncidents = open.filter(({ services }) => services.some(({ id }) => id === found.id));
  const maintenance = await listCurrentMaintenance(db, { serviceIds: [found.id], now });
  const [latency, sights] = await Promise.all([listLatency(db, found.id, now), listPlaceSights(db, found.id)]);
  return { service, openIncidents, maintenance, latency, sights };
}
