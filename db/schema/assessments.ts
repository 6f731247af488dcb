import type { Generated } from 'kysely';
import type { CreditUnit, ProposalKind, ProposalStage } from '#domain/words';

export interface AssessmentBodyTable {
  id: string;
  evidence: string;
  result: string;
  createdAt: number;
  /** When names were removed from it. */
  blankedAt: number | null;
}

export interface AssessmentPlanTable {
  contractId: string;
  windowStart: number | null;
  dueAt: number | null;
}

export interface EvidenceChangeTable {
  id: string;
  serviceId: string | null;
  contractId: string | null;
  startedAt: number;
  endedAt: number | null;
  cause: string;
  at: number;
  atContract: string | null;
  /** How often it failed for the one contract it is kept for. */
  attemptCount: Generated<number>;
  dueAt: Generated<number>;
}

export interface WorkLeaseTable {
  name: string;
  token: string;
  leaseUntil: number;
}

export interface CreditProposalTable {
  id: string;
  contractId: string;
  organizationId: string;
  windowStart: number;
  serviceId: string;
  requestId: string;
  assessmentId: string;
  kind: ProposalKind;
  unit: CreditUnit;
  currency: string | null;
  creditedAmount: number;
  targetAmount: number;
  at: number;
  stage: ProposalStage;
  decidedAt: number | null;
  decidedBy: string | null;
  decidedByName: string | null;
  reason: string | null;
  /** Who accepted it first, where a second operator has to confirm. */
  firstBy: string | null;
  firstByName: string | null;
  firstAt: number | null;
  /** The sum above which he has to. */
  secondAbove: number | null;
}
