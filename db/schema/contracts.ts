import type { Direction } from '#domain/words';

export interface SlaPolicyTable {
  id: string;
  key: string;
  version: number;
  effectiveFrom: string;
  name: string;
  terms: string;
  createdAt: number;
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
  billingPlan: string | null;
  supportPlan: string | null;
  zone: string | null;
  startsAt: number;
  endsAt: number | null;
  createdAt: number;
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
  cause: string | null;
  supersededAt: number | null;
  confirmedAt: number | null;
  confirmedCause: string | null;
}
