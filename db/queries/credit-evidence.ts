import { PUBLIC } from '#domain/audience';
import type { ContractWindow } from '#domain/credits/assess-contract';
import type { ContractEvidence, EvidenceCheck, EvidenceGap, EvidenceOutage } from '#domain/credits/evidence';
import type { Interval } from '#domain/interval';
import { serviceKey } from '#domain/sla/coverage';
import type { SlaPolicy } from '#domain/sla/policy';
import type { Db } from '../connect.ts';
import { type Contract, findContract } from './contracts.ts';
import type { LedgerScope } from './ledger.ts';
import { incidentVisibleTo } from './visibility.ts';

/** A contract in scope with its terms; what the evidence is then loaded for. */
export interface ContractUnderPolicy {
  readonly contract: Contract;
  readonly policy: SlaPolicy;
  /** In which the months of this contract are counted. */
  readonly zone: string;
}

/** A contract with the policy version it was made under; undefined when it is not in scope. */
export async function findContractUnderPolicy(
  db: Db,
  scope: LedgerScope,
  contractId: string,
): Promise<ContractUnderPolicy | undefined> {
  const contract = await findContract(db, scope, contractId);
  if (!contract) return undefined;
  const policy = await getPolicyVersion(db, contract.policyId);
  return { contract, policy, zone: contract.zone ?? policy.terms.window.zone };
}

/** What the arithmetic of a contract needs for a span of time. */
export async function getContractEvidence(
  db: Db,
  { contract, policy, zone }: ContractUnderPolicy,
  span: Interval,
): Promise<ContractEvidence> {
  const services = await listContractedServices(db, contract.id);
  const ids = services.map(({ id }) => id);
  const checks = await listChecks(db, ids);
  return {
    policy,
    contract: { id: contract.id, zone, startsAt: contract.startsAt, endsAt: contract.endsAt },
    services: withMeasuring(services, checks),
    checks,
    outages: await listOutages(db, ids, span),
    gaps: await listGaps(db, ids, span),
  };
}

async function getPolicyVersion(db: Db, id: string): Promise<SlaPolicy> {
  const row = await db.selectFrom('slaPolicy').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const { version, name, effectiveFrom } = row;
  return { id: row.key, version, name, effectiveFrom, terms: JSON.parse(row.terms) };
}

interface ServiceRow {
  readonly id: string;
  readonly name: string;
  readonly statedBy: string | null;
  readonly statedSince: number | null;
}

async function listContractedServices(db: Db, contractId: string): Promise<ServiceRow[]> {
  const rows = await db
    .selectFrom('contractService')
    .innerJoin('service', 'service.id', 'contractService.serviceId')
    .select(['service.id', 'service.slug', 'service.names', 'service.provider'])
    .where('contractService.contractId', '=', contractId)
    .orderBy('service.position')
    .orderBy('service.id')
    .execute();
  const statements = await listStatements(db);
  const seen = new Set<string>();
  return rows.map(({ id, slug, names, provider }) => {
    const english: string = JSON.parse(names).en ?? slug;
    // Two services that a policy would take for one are told apart.
    const name = seen.has(serviceKey(english)) ? `${english} (${slug})` : english;
    seen.add(serviceKey(name));
    const statedSince = statements.get(provider ?? '') ?? null;
    return { id, name, statedBy: statedSince === null ? null : provider, statedSince };
  });
}

/** Who states what since when. A feed brings its history along: from its oldest incident on, what it does not tell did not happen. */
async function listStatements(db: Db): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('feedSource')
    .leftJoin('incident', (join) =>
      join.onRef('incident.provider', '=', 'feedSource.provider').on('incident.externalId', 'is not', null),
    )
    .select(({ fn }) => [
      'feedSource.provider',
      'firstSuccessAt',
      fn.min<number | null>('incident.startedAt').as('oldestAt'),
    ])
    .where('firstSuccessAt', 'is not', null)
    .groupBy(['feedSource.provider', 'firstSuccessAt'])
    .$narrowType<{ firstSuccessAt: number }>()
    .execute();
  return new Map(
    rows.map(({ provider, firstSuccessAt, oldestAt }) => [
      provider,
      Math.min(firstSuccessAt, oldestAt ?? firstSuccessAt),
    ]),
  );
}

/** Archived ones too: what they saw while they ran stays seen. */
async function listChecks(db: Db, serviceIds: readonly string[]): Promise<EvidenceCheck[]> {
  if (serviceIds.length === 0) return [];
  return db
    .selectFrom('healthCheck')
    .select(['id', 'serviceId', 'createdAt', 'archivedAt'])
    .where('serviceId', 'in', [...serviceIds])
    .orderBy('id')
    .execute();
}

function withMeasuring(
  services: readonly ServiceRow[],
  checks: readonly EvidenceCheck[],
): ContractEvidence['services'] {
  return services.map((service) => {
    const since = checks.filter(({ serviceId }) => serviceId === service.id).map(({ createdAt }) => createdAt);
    return { ...service, measuredSince: since.length === 0 ? null : Math.min(...since) };
  });
}

/** An incident is named only where everybody may read of it: the evidence is shown to the organisation and kept with its claim. */
async function listOutages(db: Db, serviceIds: readonly string[], span: Interval): Promise<EvidenceOutage[]> {
  if (serviceIds.length === 0) return [];
  const outages = await db
    .selectFrom('outage')
    .leftJoin(db.selectFrom('incident').select(['id', 'title']).where(incidentVisibleTo(PUBLIC)).as('told'), (join) =>
      join.onRef('told.id', '=', 'outage.incidentId'),
    )
    .select(['outage.id', 'outage.serviceId', 'outage.source', 'outage.revision', 'outage.incidentId'])
    .select(['told.id as toldId', 'told.title'])
    .where('outage.serviceId', 'in', [...serviceIds])
    .where('outage.retractedAt', 'is', null)
    .where('outage.startedAt', '<', span.endedAt)
    .where((eb) => eb.or([eb('outage.endedAt', 'is', null), eb('outage.endedAt', '>', span.startedAt)]))
    .orderBy('outage.startedAt')
    .orderBy('outage.id')
    .execute();
  const phases = await listPhases(
    db,
    outages.map(({ id }) => id),
  );
  return outages.map(({ incidentId, toldId, title, ...outage }) => ({
    ...outage,
    incident: incidentId === null ? null : { id: incidentId, title: title ?? '', published: toldId !== null },
    phases: phases.get(outage.id) ?? [],
  }));
}

/** In slices: SQLite takes a bounded number of parameters in one statement. */
async function listPhases(db: Db, outageIds: readonly string[]): Promise<Map<string, EvidenceOutage['phases']>> {
  const phases: { outageId: string; phase: EvidenceOutage['phases'][number] }[] = [];
  for (let from = 0; from < outageIds.length; from += 500) {
    const rows = await db
      .selectFrom('outagePhase')
      .selectAll()
      .where('outageId', 'in', outageIds.slice(from, from + 500))
      .orderBy('outageId')
      .orderBy('seq')
      .execute();
    for (const { outageId, seq: _, surfaces, locations, ...phase } of rows) {
      phases.push({
        outageId,
        phase: { ...phase, surfaces: JSON.parse(surfaces), locations: placeNames(JSON.parse(locations)) },
      });
    }
  }
  const grouped = Map.groupBy(phases, ({ outageId }) => outageId);
  return new Map([...grouped].map(([id, list]) => [id, list.map(({ phase }) => phase)]));
}

/** Locations are kept as names, or as the provider's id and title. */
function placeNames(locations: readonly (string | { readonly title: string })[]): string[] {
  return locations.map((location) => (typeof location === 'string' ? location : location.title));
}

async function listGaps(db: Db, serviceIds: readonly string[], span: Interval): Promise<EvidenceGap[]> {
  if (serviceIds.length === 0) return [];
  return db
    .selectFrom('measurementGap')
    .select(['serviceId', 'checkId', 'startedAt', 'endedAt'])
    .where('serviceId', 'in', [...serviceIds])
    .where('startedAt', '<', span.endedAt)
    .where((eb) => eb.or([eb('endedAt', 'is', null), eb('endedAt', '>', span.startedAt)]))
    .orderBy('startedAt')
    .execute();
}

/** The arithmetic of a claim as it was when asked; undefined when there is none on record. */
export async function findFrozenWindow(db: Db, assessmentId: string): Promise<ContractWindow | undefined> {
  const row = await db.selectFrom('slaAssessment').select('result').where('id', '=', assessmentId).executeTakeFirst();
  const window: ContractWindow | undefined = row && JSON.parse(row.result);
  return window && 'lines' in window ? window : undefined;
}
