import { type ContractEvidence, type EvidenceExclusion, evidenceWithin } from '#domain/credits/evidence';
import type { FeeHistory } from '#domain/credits/fee-history';
import { feeUnder, restsOnFee } from '#domain/credits/fee-under';
import { type FollowedPolicy, policyInForce, withFirstDay } from '#domain/credits/policy-in-force';
import { overlaps } from '#domain/interval';
import type { AssessedWindow } from '#domain/sla/assessment';
import type { Instant } from '#domain/time';
import type { Db } from '../connect.ts';
import { listFeeHistories } from './affected-contracts.ts';
import { listEvidenceExclusions } from './exclusions.ts';
import { getSharedPolicy } from './policies.ts';
import { getServiceEvidence, type ServiceEvidence } from './service-evidence.ts';

/** A contract as a batch of assessments needs it. */
export interface BatchContract extends FollowedPolicy {
  readonly id: string;
  readonly organizationId: string;
  readonly policyId: string;
  readonly zone: string;
  readonly startsAt: Instant;
  readonly endsAt: Instant | null;
  readonly serviceIds: readonly string[];
  /** What people took out of its downtime, in any window. */
  readonly exclusions: readonly EvidenceExclusion[];
  /** null where no version of the terms reckons with a fee. */
  readonly feeHistory: FeeHistory | null;
}

/** Reads the evidence of many contracts; what contracts share is read once as long as this reader is used. */
export class BatchReader {
  readonly #db: Db;
  readonly #policies = new Map<string, FollowedPolicy>();
  readonly #evidence = new Map<string, ServiceEvidence>();

  constructor(db: Db) {
    this.#db = db;
  }

  /** The contracts of these ids, in the order of their ids. */
  async contracts(ids: readonly string[]): Promise<BatchContract[]> {
    if (ids.length === 0) return [];
    const rows = await this.#db
      .selectFrom('contract')
      .select(['id', 'organizationId', 'policyId', 'policyChoice', 'billingDay', 'zone', 'startsAt', 'endsAt'])
      .where('id', 'in', [...ids])
      .orderBy('id')
      .execute();
    const services = await this.#servicesOf(ids);
    const exclusions = await listEvidenceExclusions(this.#db, ids);
    const contracts: Omit<BatchContract, 'feeHistory'>[] = [];
    for (const row of rows) {
      const terms = await this.#terms(row);
      const zone = row.zone ?? terms.policy.terms.window.zone;
      const own = { serviceIds: services.get(row.id) ?? [], exclusions: exclusions.get(row.id) ?? [] };
      contracts.push({ ...row, ...terms, zone, ...own });
    }
    const histories = await this.#feeHistories(contracts);
    return contracts.map((contract) => ({ ...contract, feeHistory: histories.get(contract.id) ?? null }));
  }

  #feeHistories(contracts: readonly Omit<BatchContract, 'feeHistory'>[]): Promise<Map<string, FeeHistory>> {
    const reckoning = contracts.filter((one) => [one.policy, ...one.followed].some(({ terms }) => restsOnFee(terms)));
    return listFeeHistories(
      this.#db,
      reckoning.map(({ id, zone, serviceIds }) => ({ id, zone, services: serviceIds.length })),
    );
  }

  /** What the arithmetic of one contract and window rests on. */
  async evidence(contract: BatchContract, window: AssessedWindow): Promise<ContractEvidence> {
    const { id, zone, startsAt, endsAt, feeHistory } = contract;
    const policy = policyInForce(contract, window);
    const exclusions = contract.exclusions.filter((span) => overlaps(span, window));
    const services = await this.#servicesIn(contract, window);
    const fee = feeHistory && feeUnder(policy.terms, feeHistory, window);
    return { policy, contract: { id, zone, startsAt, endsAt }, ...services, exclusions, ...(fee ? { fee } : {}) };
  }

  async #servicesIn({ serviceIds }: BatchContract, window: AssessedWindow): Promise<ServiceEvidence> {
    const key = [window.startedAt, window.endedAt, ...serviceIds].join();
    const known = this.#evidence.get(key);
    if (known) return known;
    const read = evidenceWithin(await getServiceEvidence(this.#db, serviceIds, window), window);
    this.#evidence.set(key, read);
    return read;
  }

  async #terms(
    contract: Parameters<typeof getSharedPolicy>[1] & Parameters<typeof withFirstDay>[1],
  ): Promise<FollowedPolicy> {
    const key = [contract.policyId, contract.policyChoice, contract.billingDay].join();
    const terms = this.#policies.get(key) ?? (await getSharedPolicy(this.#db, contract));
    this.#policies.set(key, terms);
    return withFirstDay(terms, contract);
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
