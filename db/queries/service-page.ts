import { PUBLIC } from '#domain/audience';
import { barWindow } from '#domain/status/day-bars';
import type { ServiceFacts } from '#domain/status/facts';
import { type LatencyBucket, latencyBuckets } from '#domain/status/latency';
import { HOUR_MS } from '#domain/time';
import type { Db } from '../connect.ts';
import { listChecks, listSamples } from './checks.ts';
import { type Incident, listOpenIncidents } from './incidents.ts';
import { listServiceFacts } from './service-facts.ts';
import { findServiceBySlug } from './services.ts';

export interface ServicePageRows {
  readonly service: ServiceFacts;
  readonly openIncidents: readonly Incident[];
  /** Answer times of the last 24 hours in half hours; empty where nothing was measured. */
  readonly latency: readonly LatencyBucket[];
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
  return { service, openIncidents, latency: await latencyOf(db, found.id, now) };
}

const LATENCY_SPAN_MS = 24 * HOUR_MS;
const LATENCY_BUCKET_MS = HOUR_MS / 2;

async function latencyOf(db: Db, serviceId: string, now: number): Promise<LatencyBucket[]> {
  const endedAt = Math.ceil(now / LATENCY_BUCKET_MS) * LATENCY_BUCKET_MS;
  const window = { startedAt: endedAt - LATENCY_SPAN_MS, endedAt };
  const checks = await listChecks(db, [serviceId]);
  const samples = await Promise.all(checks.map((check) => listSamples(db, check.no, window)));
  const answered = samples.flat().filter((sample) => sample.latencyMs !== null);
  return answered.length === 0 ? [] : latencyBuckets(answered, window, LATENCY_BUCKET_MS);
}
