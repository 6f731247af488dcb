import { randomUUIDv7 } from 'node:crypto';
import type { Insertable } from 'kysely';
import type { Db } from '#db/connect';
import type { ContractTable } from '#db/schema/contracts';
import type { IncidentTable } from '#db/schema/incidents';
import type { OutagePhaseTable, OutageTable } from '#db/schema/outages';
import type { HealthCheckTable, ServiceTable } from '#db/schema/watching';
import { nextSerial } from './serial.ts';

const T0 = Date.parse('2026-01-01T00:00:00Z');

/** Inserts a public service; a test names only what matters to it. */
export async function addService(
  db: Db,
  row: Partial<Insertable<ServiceTable>> & { name?: string } = {},
): Promise<string> {
  const { name, ...columns } = row;
  const no = nextSerial();
  const id = columns.id ?? randomUUIDv7();
  await db
    .insertInto('service')
    .values({
      id,
      slug: `service-${no}`,
      names: JSON.stringify({ en: name ?? `Service ${no}` }),
      descriptions: '{}',
      position: no,
      visibility: 'public',
      incidentMode: 'publish',
      holdMinutes: 0,
      createdAt: T0,
      ...columns,
    })
    .execute();
  return id;
}

/** Inserts an HTTP check that was up so far. */
export async function addCheck(
  db: Db,
  serviceId: string,
  row: Partial<Insertable<HealthCheckTable>> = {},
): Promise<{ id: string; no: number }> {
  const no = nextSerial();
  const id = row.id ?? randomUUIDv7();
  await db
    .insertInto('healthCheck')
    .values({
      id,
      no,
      serviceId,
      slug: `check-${no}`,
      name: `Check ${no}`,
      kind: 'http',
      target: JSON.stringify({ url: 'http://127.0.0.1:9/' }),
      intervalMs: 30_000,
      timeoutMs: 5_000,
      surface: 'web',
      impact: 'down',
      failAfter: 2,
      recoverAfter: 2,
      origin: 'console',
      state: 'up',
      stateSince: T0,
      firstUpAt: T0,
      failureCount: 0,
      successCount: 0,
      nextDueAt: T0,
      createdAt: T0,
      ...row,
    })
    .execute();
  return { id, no };
}

/** Inserts an outage with one phase as long as itself. */
export async function addOutage(
  db: Db,
  serviceId: string,
  row: Partial<Insertable<OutageTable>> & { phase?: Partial<Insertable<OutagePhaseTable>> } = {},
): Promise<string> {
  const { phase, ...columns } = row;
  const id = columns.id ?? randomUUIDv7();
  const startedAt = columns.startedAt ?? T0;
  const endedAt = columns.endedAt ?? null;
  const state = columns.state ?? 'down';
  await db
    .insertInto('outage')
    .values({
      id,
      serviceId,
      source: 'declared',
      state,
      startedAt,
      endedAt,
      revision: 1,
      createdAt: startedAt,
      updatedAt: startedAt,
      ...columns,
    })
    .execute();
  await db
    .insertInto('outagePhase')
    .values({ outageId: id, seq: 1, startedAt, endedAt, state, surfaces: '[]', locations: '[]', ...phase })
    .execute();
  return id;
}

/** Inserts a published incident over the services. */
export async function addIncident(
  db: Db,
  serviceIds: readonly string[],
  row: Partial<Insertable<IncidentTable>> = {},
): Promise<string> {
  const id = row.id ?? randomUUIDv7();
  const startedAt = row.startedAt ?? T0;
  await db
    .insertInto('incident')
    .values({
      id,
      title: `Incident ${nextSerial()}`,
      lang: 'en',
      source: 'declared',
      impact: 'major',
      stage: 'investigating',
      visibility: 'public',
      locations: '[]',
      publishedAt: startedAt,
      startedAt,
      createdAt: startedAt,
      updatedAt: startedAt,
      ...row,
    })
    .execute();
  for (const serviceId of serviceIds)
    await db.insertInto('incidentService').values({ incidentId: id, serviceId }).execute();
  return id;
}

/** Inserts a policy version and a contract under it. */
export async function addContract(
  db: Db,
  organizationId: string,
  serviceIds: readonly string[],
  row: Partial<Insertable<ContractTable>> & { terms?: unknown } = {},
): Promise<string> {
  const { terms, ...columns } = row;
  const id = columns.id ?? randomUUIDv7();
  const policyId = columns.policyId ?? randomUUIDv7();
  if (columns.policyId === undefined) {
    await db
      .insertInto('slaPolicy')
      .values({
        id: policyId,
        key: `policy-${nextSerial()}`,
        version: 1,
        effectiveFrom: '2020-01-01',
        name: 'Test policy',
        terms: JSON.stringify(terms ?? { window: { zone: 'UTC' } }),
        createdAt: T0,
      })
      .execute();
  }
  await db
    .insertInto('contract')
    .values({
      id,
      organizationId,
      direction: 'we-owe',
      counterparty: 'Example Ltd',
      policyId,
      startsAt: T0,
      createdAt: T0,
      ...columns,
    })
    .execute();
  for (const serviceId of serviceIds)
    await db.insertInto('contractService').values({ contractId: id, serviceId }).execute();
  return id;
}
