import type { Audience } from '#domain/audience';
import type { Interval } from '#domain/interval';
import type { CheckFacts, OutageFacts, ServiceFacts } from '#domain/status/facts';
import { DAY_MS } from '#domain/time';
import type { Db } from '../connect.ts';
import { type HealthCheck, listChecks, listFormerChecks, listMeasurementGaps, type MeasurementGap } from './checks.ts';
import { listMaintenanceToItsEnd } from './maintenance.ts';
import { listOutages, listOutagesOfIncidents, type Outage } from './outages.ts';
import type { Service } from './services.ts';

/** What pages tell of services in a window. Whoever asks has read the services for the same audience. */
export async function listServiceFacts(
  db: Db,
  audience: Audience,
  input: { readonly services: readonly Service[]; readonly window: Interval },
): Promise<ServiceFacts[]> {
  const ids = input.services.map((service) => service.id);
  const checks = await listChecks(db, ids);
  const former = await listFormerChecks(db, ids, input.window.startedAt);
  const gaps = await listMeasurementGaps(db, ids, input.window);
  const outages = await listOutages(db, ids, { ...input.window, audience });
  const maintenance = await listMaintenanceToItsEnd(db, {
    serviceIds: ids,
    from: input.window.startedAt,
    // What follows without a hole on the work of this moment belongs to it.
    to: input.window.endedAt + 2 * DAY_MS,
  });
  const maintenanceOf = Map.groupBy(maintenance, (span) => span.serviceId);
  const gapsOf = Map.groupBy(gaps, (gap) => gap.checkId);
  const checksOf = Map.groupBy(checks, (check) => check.serviceId);
  const formerOf = Map.groupBy(former, (check) => check.serviceId);
  const outagesOf = Map.groupBy(outages, (outage) => outage.serviceId);
  return input.services.map((service) => ({
    id: service.id,
    slug: service.slug,
    names: service.names,
    descriptions: service.descriptions,
    groupId: service.groupId,
    provider: service.provider,
    checks: (checksOf.get(service.id) ?? []).map((check) => toCheckFacts(check, gapsOf.get(check.id) ?? [])),
    formerChecks: (formerOf.get(service.id) ?? []).map((check) => toFormerFacts(check, gapsOf.get(check.id) ?? [])),
    outages: (outagesOf.get(service.id) ?? []).map(toOutageFacts),
    maintenance: maintenanceOf.get(service.id) ?? [],
  }));
}

/** Outages of an incident on services that the audience may see; the incident itself was found for it. */
export async function listOutageFactsOfIncident(
  db: Db,
  incident: { readonly id: string; readonly services: readonly Service[] },
): Promise<OutageFacts[]> {
  const visible = new Set(incident.services.map((service) => service.id));
  const outages = await listOutagesOfIncidents(db, [incident.id]);
  return outages.filter((outage) => visible.has(outage.serviceId)).map(toOutageFacts);
}

function toCheckFacts(check: HealthCheck, gaps: readonly MeasurementGap[]): CheckFacts {
  return {
    surface: check.surface,
    ...{ intervalMs: check.intervalMs, timeoutMs: check.timeoutMs },
    ...{ rhythmSince: check.rhythmSince, patienceBeforeMs: check.patienceBeforeMs },
    polledFrom: check.polledFrom,
    createdAt: check.createdAt,
    pausedAt: check.pausedAt,
    lastSampleAt: check.lastSampleAt,
    isJudged: check.state !== 'unknown',
    firstUpAt: check.firstUpAt,
    gaps,
  };
}

function toFormerFacts(check: HealthCheck, gaps: readonly MeasurementGap[]): CheckFacts {
  const ends = [check.pausedAt, check.archivedAt].filter((at) => at !== null);
  return { ...toCheckFacts(check, gaps), pausedAt: Math.min(...ends), isJudged: false };
}

function toOutageFacts(outage: Outage): OutageFacts {
  return {
    id: outage.id,
    serviceId: outage.serviceId,
    source: outage.source,
    provider: outage.provider,
    incidentId: outage.incidentId,
    startedAt: outage.startedAt,
    endedAt: outage.endedAt,
    phases: outage.phases,
  };
}
