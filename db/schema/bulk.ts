import type { BulkAction, BulkItemState, BulkOutcome, BulkPlan, CreditUnit, LineVerdict } from '#domain/words';

export interface BulkDecisionTable {
  id: string;
  incidentId: string;
  action: BulkAction;
  reason: string;
  preparedBy: string;
  preparedByName: string;
  preparedAt: number;
  confirmedBy: string | null;
  confirmedByName: string | null;
  confirmedAt: number | null;
  finishedAt: number | null;
}

export interface BulkDecisionItemTable {
  bulkId: string;
  contractId: string;
  windowStart: number;
  month: string;
  organizationId: string;
  serviceIds: string;
  unit: CreditUnit;
  currency: string | null;
  plannedAmount: number;
  planned: BulkPlan;
  state: BulkItemState;
  outcome: BulkOutcome | null;
  doneAmount: number | null;
  /** Why it was refused. */
  sentence: string | null;
  requestNos: string;
  attemptCount: number;
  doneAt: number | null;
}

export interface AutomaticCreditTable {
  contractId: string;
  windowStart: number;
  dueAt: number | null;
  requestNo: number | null;
  sentence: string | null;
  attemptCount: number;
  settledAt: number | null;
}

export interface AssessmentLineTable {
  bodyId: string;
  serviceId: string;
  verdict: LineVerdict;
  unit: CreditUnit | null;
  amount: number;
  currency: string | null;
  /** The first instant that is too late under every reading of the contract. */
  lapsesAt: number | null;
}
