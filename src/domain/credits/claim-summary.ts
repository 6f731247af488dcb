import type { CreditOrigin, CreditRequestStage, CreditUnit, Direction, Language } from '../words.ts';
import type { CreditAmount } from './amount.ts';

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
  readonly firstLapsesAt: number | null;
  readonly dueAt: number | null;
  readonly dueLeftMs: number | null;
  readonly zone: string;
  readonly unit: CreditUnit;
  /** Set for money alone. */
  readonly currency: string | null;
  readonly asked: number;
  readonly credited: number;
  /** What a provider gave, in the units it gave it in. */
  readonly received: readonly CreditAmount[];
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
  /** Set for money alone. */
  readonly currency: string | null;
  readonly zone: string;
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly askedAt: number;
  readonly askedByName: string;
  readonly origin: CreditOrigin;
  readonly lapsesAt: number | null;
  readonly firstLapsesAt: number | null;
  readonly dueAt: number | null;
  readonly dueLeftMs: number | null;
  readonly creditedAt: number | null;
  readonly appealUntil: number | null;
  readonly appealedAt: number | null;
  readonly ticketNo: number | null;
  readonly note: string;
  readonly affectedUsers: number | null;
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
  /** What was granted for it, taken back or not. */
  readonly grantedAmount: number;
  readonly creditedAmount: number;
  /** 1 as it was claimed; 2 what an appeal asks on top. */
  readonly part: number;
}
