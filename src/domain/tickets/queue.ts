import { PRIORITIES, type Priority, type TicketStage } from '#domain/words';

/** What part of the queue is looked at. */
export const QUEUE_VIEWS = ['open', 'ours', 'theirs', 'closed'] as const;
export type QueueView = (typeof QUEUE_VIEWS)[number];

/** The stages of each view: the desk's move, the organisation's move, or both. */
export const VIEW_STAGES: Readonly<Record<QueueView, readonly TicketStage[]>> = {
  open: ['new', 'in-progress', 'action-required', 'solution-provided'],
  ours: ['new', 'in-progress'],
  theirs: ['action-required', 'solution-provided'],
  closed: ['closed'],
};

/** Where a page of the queue ends: open tickets stand by priority and number, closed ones by the time they were closed. */
export type QueueCursor =
  | { readonly kind: 'open'; readonly priority: Priority; readonly no: number }
  | { readonly kind: 'closed'; readonly closedAt: number; readonly no: number };

/** A cursor as it stands in an address, e.g. `P2.117`. */
export function printCursor(cursor: QueueCursor): string {
  return cursor.kind === 'open' ? `${cursor.priority}.${cursor.no}` : `${cursor.closedAt}.${cursor.no}`;
}

/** Reads a cursor; undefined where it is none. */
export function parseCursor(text: string | null): QueueCursor | undefined {
  const match = /^(P[1-4]|\d{1,15})\.(\d{1,15})$/.exec(text ?? '');
  if (!match) return undefined;
  const no = Number(match[2]);
  const priority = PRIORITIES.find((one) => one === match[1]);
  return priority ? { kind: 'open', priority, no } : { kind: 'closed', closedAt: Number(match[1]), no };
}
