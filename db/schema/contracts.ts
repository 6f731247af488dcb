import type { Generated } from 'kysely';
import type { BillingPlan, Direction, FeePer, Payment, PolicyChoice } from '#domain/words';

export interface SlaPolicyTable {
  id: string;
  key: string;
  version: number;
  effectiveFrom: string;
  name: string;
  terms: string;
  createdAt: number;
  authorName: string | null;
  reason: string | null;
  basedOn: string | null;
}

export interface ContractTable {
  id: string;
  organizationId: string;
  direction: Direction;
  counterparty: string;
  policyId: string;
  customerDomain: string | null;
  accountNumber: string | null;
  reseller: string | null;
  edition: string | null;
  seats: number | null;
  feeMinor: number | null;
  currency: string | null;
  feePer: Generated<FeePer>;
  billingPlan: BillingPlan | null;
  payment: Payment | null;
  billingDay: number | null;
  resellerDays: number | null;
  supportPlan: string | null;
  policyChoice: Generated<PolicyChoice>;
  importKey: string | null;
  zone: string | null;
  startsAt: number;
  endsAt: number | null;
  createdAt: number;
}

export interface ContractChangeTable {
  id: string;
  contractId: string;
  effectiveOn: string;
  feeMinor: number | null;
  feePer: FeePer;
  seats: number | null;
  edition: string | null;
  billingPlan: BillingPlan | null;
  at: number;
  actorName: string;
  reason: string;
}

/** The figures of a contract as they stood until they were corrected. */
export interface ContractFeeBeforeTable {
  id: string;
  contractId: string;
  feeMinor: number | null;
  currency: string | null;
  feePer: FeePer;
  seats: number | null;
  billingPlan: BillingPlan | null;
  at: number;
}

export interface ContractServiceTable {
  contractId: string;
  serviceId: string;
}

export interface SlaAssessmentTable {
  id: string;
  contractId: string;
  windowStart: number;
  windowEnd: number;
  policyId: string;
  computedAt: number;
  frozenAt: number | null;
  evidence: string;
  result: string;
  revision: number | null;
  bodyId: string | null;
  evidenceHash: string | null;
  /** As it was frozen, where names were removed from the evidence since. */
  evidenceHashBefore: string | null;
  namesBlankedAt: number | null;
  cause: string | null;
  supersededAt: number | null;
  confirmedAt: number | null;
  confirmedCause: string | null;
}
