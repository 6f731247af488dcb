import type { NoticeKind } from '../notices.ts';
import { HOUR_MS, type Instant } from '../time.ts';

/** `live`: a poll of a feed that is followed; `history`: an import, or the first poll of a feed, which tells nobody. */
export type ImportMode = 'live' | 'history';

/** What subscribers could have been told of an incident or outage. */
export interface Told {
  readonly endedAt: Instant | null;
  /** Of the newest update; the start where there is none. */
  readonly lastWordAt: Instant;
}

interface Change {
  readonly mode: ImportMode;
  readonly now: Instant;
  readonly before: Told | undefined;
  readonly after: Told;
}

/** What is older is history, also in a feed that is followed. */
const NEWS_MS = 24 * HOUR_MS;

export type IncidentNotice = Extract<NoticeKind, `incident.${string}`>;
export type OutageNotice = Extract<NoticeKind, `outage.${string}`>;

/** Which notice a change of a provider's incident is worth, if any. */
export function planIncidentNotice({ mode, now, before, after }: Change): IncidentNotice | undefined {
  if (mode === 'history') return undefined;
  const isNews = Math.max(after.lastWordAt, after.endedAt ?? 0) >= now - NEWS_MS;
  if (before === undefined) {
    if (after.endedAt === null) return 'incident.opened';
    return isNews ? 'incident.resolved' : undefined;
  }
  if (!isNews) return undefined;
  if (before.endedAt === null && after.endedAt !== null) return 'incident.resolved';
  if (before.endedAt !== null && after.endedAt === null) return 'incident.updated';
  return after.lastWordAt > before.lastWordAt ? 'incident.updated' : undefined;
}

/** Which notice a change of a provider's outage is worth; a retracted one counts as ended now. */
export function planOutageNotice({ mode, now, before, after }: Change): OutageNotice | undefined {
  if (mode === 'history') return undefined;
  const wasOpen = before !== undefined && before.endedAt === null;
  if (!wasOpen && after.endedAt === null) return 'outage.started';
  return wasOpen && after.endedAt !== null && after.endedAt >= now - NEWS_MS ? 'outage.ended' : undefined;
}
