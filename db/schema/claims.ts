import type { CreditAnswer, CreditDecisionState, CreditMessageKind } from '#domain/words';

export interface CreditDraftTable {
  id: string;
  organizationId: string;
  contractId: string;
  windowStart: number;
  month: string;
  personId: string;
  serviceIds: string;
  note: string;
  ticketNo: number | null;
  reports: 'wanted' | 'not-wanted';
  affectedUsers: number | null;
  createdAt: number;
  updatedAt: number;
}

export interface CreditAttachmentTable {
  id: string;
  organizationId: string;
  draftId: string | null;
  requestId: string | null;
  name: string;
  mediaType: string;
  byteCount: number;
  redactedCount: number;
  sha256: string;
  addedBy: string;
  addedByName: string;
  addedAt: number;
}

export interface CreditAttachmentContentTable {
  attachmentId: string;
  bytes: Uint8Array;
}

export interface CreditMessageTable {
  id: string;
  requestId: string;
  at: number;
  kind: CreditMessageKind;
  authorId: string | null;
  authorName: string;
  body: string;
  blankedAt: number | null;
}

export interface CreditDecisionTable {
  id: string;
  requestId: string;
  contractId: string;
  windowStart: number;
  /** 1 for the first answer, 2 for the answer to an appeal. */
  round: number;
  state: CreditDecisionState;
  answer: CreditAnswer;
  amounts: string;
  sumAmount: number;
  reason: string;
  firstBy: string;
  firstByName: string;
  firstAt: number;
  secondAbove: number | null;
  secondBy: string | null;
  secondByName: string | null;
  secondAt: number | null;
  secondReason: string | null;
  blankedAt: number | null;
}

export interface CreditReminderTable {
  contractId: string;
  windowStart: number;
  askBy: string;
  daysBefore: number;
  at: number;
}
