import type { Generated } from 'kysely';
import type { ApplicationTarget } from '#domain/credits/entry-text';
import type { CreditOrigin, CreditRequestStage, CreditUnit, Direction, EntryKind, Language } from '#domain/words';

export interface CreditRequestTable {
  id: string;
  no: number;
  organizationId: string;
  contractId: string;
  windowStart: number;
  windowEnd: number;
  ticketId: string | null;
  assessmentId: string;
  stage: CreditRequestStage;
  note: string;
  askedBy: string;
  askedAt: number;
  decidedBy: string | null;
  decidedAt: number | null;
  decisionReason: string | null;
  grantedAmount: number | null;
  unit: CreditUnit;
  /** Set for money alone. */
  currency: string | null;
  providerCaseNumber: string | null;
  providerAnswer: string | null;
  updatedAt: number;
  askedByName: Generated<string>;
  decidedByName: string | null;
  lang: Generated<Language>;
  /** The first instant that is too late under every reading of the contract. */
  lapsesAt: number | null;
  /** The same under the strictest reading: the date to keep. */
  firstLapsesAt: number | null;
  direction: Generated<Direction>;
  /** null while it is held until its window closes. */
  submittedAt: number | null;
  /** By when the next step of ours is due: to send, to decide or to apply, as the stage says; null while no clock of ours runs. */
  dueAt: number | null;
  /** What was left of the time to decide when a question was asked; null while none is open. */
  dueLeftMs: number | null;
  creditedAt: number | null;
  /** The first instant at which the answer can no longer be appealed; null where it cannot. */
  appealUntil: number | null;
  appealedAt: number | null;
  origin: Generated<CreditOrigin>;
  /** As whoever asks counts them. */
  affectedUsers: number | null;
}

export interface CreditRequestItemTable {
  id: string;
  requestId: string;
  contractId: string;
  serviceId: string;
  windowStart: number;
  askedAmount: number;
  endedAt: number | null;
  decidedAmount: number | null;
  /** 1 holds the place of its service: nobody else claims it; 2 what an appeal asks beside it, 3 and up what corrections gave. */
  part: Generated<number>;
}

export interface CreditWindowTable {
  contractId: string;
  windowStart: number;
  unit: CreditUnit;
  currency: string | null;
  grantedAmount: number;
  capAmount: number | null;
  version: number;
}

/** Credits of a window stand in another unit than its terms pay in by now: operators were told of this one. */
export interface CreditUnitChangeTable {
  contractId: string;
  windowStart: number;
  unit: CreditUnit;
  currency: string | null;
  at: number;
}

export interface CreditEntryTable {
  id: string;
  contractId: string;
  organizationId: string;
  direction: Direction;
  unit: CreditUnit;
  currency: string | null;
  kind: EntryKind;
  amount: number;
  windowStart: number | null;
  itemId: string | null;
  requestId: string | null;
  at: number;
  reversesId: string | null;
  reference: string | null;
  onceKey: string | null;
  appliedTo: ApplicationTarget | null;
  invoiceDate: string | null;
  invoiceMinor: number | null;
  invoiceCurrency: string | null;
  seq: number;
  previousHash: string;
  hash: string;
  textHash: string;
}

/** The end of a contract's chain; locked while an entry is appended. */
export interface CreditChainTable {
  contractId: string;
  seq: number;
  hash: string;
  lastAt: number;
}

/** The order in which entries are handed to billing: `no` is given after the entry was committed. */
export interface CreditExportTable {
  entryId: string;
  no: number | null;
}
