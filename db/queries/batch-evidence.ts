import { type ContractEvidence, evidenceWithin } from '#domain/credits/evidence';
import type { AssessedWindow } from '#domain/sla/assessment';
import type { SlaPolicy } from '#domain/sla/policy';
import type { Instant } from '#domain/time';
import type { Db } from '../connect.ts';
import { getPolicyVersion } from './credit-evidence.ts';
import { getServiceEvidence, type ServiceEvidence } from './service-evidence.ts';

/** A contract as a batch of assessments needs it. */
export interface BatchContract {
  readonly id: string;
  readonly organizationId: string;
  readonly policyId: string;
  readonly policy: SlaPolicy;
  readonly zone: string;
  readonly startsAt: Instant;
  readonly endsAt: Instant | null;
  readonly serviceIds: readonly string[];
}

/** Reads the evidence of many contracts; what contracts share is read once as long as this reader is used. */
export class BatchReader {
  readonly #db: Db;
  readonly #policies = new Map<string, SlaPolicy>();
  readonly #evidence = new Map<string, ServiceEvidence>();

  constructor(db: Db) {
    this.#db = db;
  }

  /** The contracts of these ids, in the order of their ids. */
  async contracts(ids: readonly string[]): Promise<BatchContract[]> {
    if (ids.length === 0) return [];
    const rows = await this.#db
      .selectFrom('contract')
      .select(['id', 'organizationId', 'policyId', 'zone', 'startsAt', 'endsAt'])
      .where('id', 'in', [...ids])
      .orderBy('id')
      .execute();
    const services = await this.#servicesOf(ids);
    const contracts: BatchContract[] = [];
    for (const row of rows) {
      const policy = await this.#policy(row.policyId);
      const zone = row.zone ?? policy.terms.window.zone;
      contracts.push({ ...row, policy, zone, serviceIds: services.get(row.id) ?? [] });
    }
    return contracts;
  }

  /** What the arithmetic of one contract and window rests on. */
  async evidence(contract: BatchContract, window: AssessedWindow): Promise<ContractEvidence> {
    const { id, zone, startsAt, endsAt, policy } = contract;
    return { policy, contract: { id, zone, startsAt, endsAt }, ...(await this.#servicesIn(contract, window)) };
  }

  async #servicesIn({ serviceIds }: BatchContract, window: AssessedWindow): Promise<ServiceEvidence> {
    const key = [window.startedAt, window.endedAt, ...serviceIds].join();
    const known = this.#evidence.get(key);
    if (known) return known;
    const read = evidenceWithin(await getServiceEvidence(this.#db, serviceIds, window), window);
    this.#evidence.set(key, read);
    return read;
  }

  async #policy(id: string): Promise<SlaPolicy> {
    const policy = this.#policies.get(id) ?? (await getPolicyVersion(this.#db, id));
    this.#policies.set(id, policy);
    return policy;
  }

  async #servicesOf(contractIds: readonly string[]): Promise<Map<string, string[]>> {
    const rows = await this.#db
      .selectFrom('contractService')
      .select(['contractId', 'serviceId'])
      .where('contractId', 'in', [...contractIds])
      .orderBy('contractId')
      .orderBy('serviceId')
      .execute();
    const ids = new Map<string, string[]>();
    for (const { contractId, serviceId } of rows) {
      const own = ids.get(contractId);
      if (own) own.push(serviceId);
      else ids.set(contractId, [serviceId]);
    }
    return ids;
  }
}
