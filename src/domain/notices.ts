import type { Instant } from './time.ts';
import type { Visibility } from './words.ts';

/** Event types a subscriber may receive; each has a versioned JSON schema. */
export const NOTICE_KINDS = [
  'incident.opened',
  'incident.updated',
  'incident.resolved',
  'outage.started',
  'outage.ended',
  'report.published',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** A thing worth telling, before it is told to anyone. */
export interface NewNotice {
  readonly kind: NoticeKind;
  readonly at: Instant;
  readonly visibility: Visibility;
  readonly incidentId: string | null;
  readonly serviceIds: readonly string[];
  /** The `data` of the event, as receivers get it. */
  readonly payload: Readonly<Record<string, unknown>>;
}
