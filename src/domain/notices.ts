import type { Instant } from './time.ts';
import type { Visibility } from './words.ts';

/** Event types a subscriber may receive; each has a versioned JSON schema under `/schemas/v1/`. */
export const NOTICE_KINDS = [
  'incident.opened',
  'incident.updated',
  'incident.resolved',
  'outage.started',
  'outage.ended',
  'report.published',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** Events about the subscription itself, sent to one endpoint whatever it has chosen. */
export const SUBSCRIPTION_EVENTS = ['subscription.confirm', 'subscription.ping'] as const;
export type SubscriptionEvent = (typeof SUBSCRIPTION_EVENTS)[number];

/** A thing worth telling, before it is told to anyone. */
export interface NewNotice {
  readonly kind: NoticeKind;
  readonly at: Instant;
  readonly visibility: Visibility;
  /** Set when the notice is for one organisation alone. */
  readonly organizationId?: string | null;
  /** Organisations that get a notice of their own in place of this public one. */
  readonly exceptOrganizationIds?: readonly string[];
  readonly incidentId: string | null;
  readonly serviceIds: readonly string[];
  /** The `data` of the event, as receivers get it; its `sequence` is added when it is appended. */
  readonly payload: Readonly<Record<string, unknown>>;
}
