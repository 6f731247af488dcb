import type { DeliveryChannel, DeliveryState, Language, Visibility } from '#domain/words';

export interface SubscriberTable {
  id: string;
  channel: DeliveryChannel;
  address: string;
  lang: Language;
  organizationId: string | null;
  serviceIds: string | null;
  kinds: string | null;
  secret: string | null;
  previousSecret: string | null;
  previousSecretUntil: number | null;
  confirmTokenHash: string | null;
  confirmUntil: number | null;
  manageTokenHash: string;
  createdAt: number;
  confirmedAt: number | null;
  firstFailureAt: number | null;
  disabledAt: number | null;
  disabledReason: string | null;
  holdUntil: number | null;
  secretShownAt: number | null;
}

export interface NoticeTable {
  id: string;
  seq: number;
  kind: string;
  at: number;
  visibility: Visibility;
  organizationId: string | null;
  incidentId: string | null;
  serviceIds: string;
  payload: string;
}

export interface DeliveryTable {
  id: string;
  noticeId: string | null;
  subscriberId: string | null;
  organizationId: string | null;
  channel: DeliveryChannel;
  address: string;
  message: string;
  state: DeliveryState;
  dueAt: number;
  attemptCount: number;
  leaseToken: string | null;
  leaseUntil: number | null;
  lastError: string | null;
  createdAt: number;
  sentAt: number | null;
}

export interface DeliveryAttemptTable {
  deliveryId: string;
  no: number;
  at: number;
  outcome: string;
  httpStatus: number | null;
  durationMs: number;
  detail: string | null;
}
