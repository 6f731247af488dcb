import type { CreditRequestStage, CreditUnit, Direction, Language } from '../words.ts';

/** A claim in a list. */
export interface ClaimSummary {
  readonly no: number;
  readonly month: string;
  readonly counterparty: string;
  readonly organizationName: string | null;
  readonly direction: Direction;
  readonly stage: CreditRequestStage;
  readonly askedAt: number;
  readonly lapsesAt: number | null;
  readonly unit: CreditUnit;
  readonly asked: number;
  readonly credited: number;
  readonly serviceNames: readonly Readonly<Partial<Record<Language, string>>>[];
}

/** A claim as its own page shows it. */
export interface ClaimDetail {
  readonly no: number;
  readonly counterparty: string;
  readonly organizationName: string | null;
  readonly direction: Direction;
  readonly stage: CreditRequestStage;
  readonly unit: CreditUnit;
  readonly zone: string;
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly askedAt: number;
  readonly askedByName: string;
  readonly lapsesAt: number | null;
  readonly ticketNo: number | null;
  readonly note: string;
  readonly providerCaseNumber: string | null;
  readonly providerAnswer: string | null;
  readonly decisionReason: string | null;
  readonly decidedAt: number | null;
  readonly decidedByName: string | null;
  readonly items: readonly ClaimedItemDetail[];
}

export interface ClaimedItemDetail {
  readonly id: string;
  readonly serviceId: string;
  readonly names: Readonly<Partial<Record<Language, string>>>;
  readonly askedAmount: number;
  readonly decidedAmount: number | null;
  readonly creditedAmount: number;
}
