import { DAY_MS, type Instant, MINUTE_MS } from '#domain/time';
import type { OutageSource } from '#domain/words';

/** How far an outage may lie from the stated start and still be proposed. */
export const PROPOSAL_REACH_MS = DAY_MS;

const SOURCE_RANK: Readonly<Record<OutageSource, number>> = { measured: 0, declared: 1, provider: 2 };

export interface TicketFacts {
  /** Null when the ticket names no service: every visible service is looked at. */
  readonly serviceId: string | null;
  /** When the trouble began, as its author states it: to the minute. */
  readonly occurredAt: Instant;
}

export interface OutageFacts {
  readonly id: string;
  readonly serviceId: string;
  readonly source: OutageSource;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
}

export interface Proposal<T extends OutageFacts> {
  readonly outage: T;
  /** `during`: the stated start lies inside the outage; `before`: it lies before the outage began; `after`: after its end. */
  readonly fit: 'during' | 'before' | 'after';
  readonly distanceMs: number;
}

/** Outages a ticket may be about, best first: of its service, covering the stated start, then nearest, then measured before declared before stated by the provider. */
export function proposeOutages<T extends OutageFacts>(
  ticket: TicketFacts,
  outages: readonly T[],
  limit = 6,
): Proposal<T>[] {
  return outages
    .filter((outage) => ticket.serviceId === null || outage.serviceId === ticket.serviceId)
    .map((outage) => fitOf(ticket.occurredAt, outage))
    .filter(({ distanceMs }) => distanceMs <= PROPOSAL_REACH_MS)
    .toSorted(byFit)
    .slice(0, limit);
}

function fitOf<T extends OutageFacts>(at: Instant, outage: T): Proposal<T> {
  if (at + MINUTE_MS <= outage.startedAt) return { outage, fit: 'before', distanceMs: outage.startedAt - at };
  // An outage is [start, end): a stated start at its very end lies after it, at no distance.
  if (outage.endedAt !== null && at >= outage.endedAt) return { outage, fit: 'after', distanceMs: at - outage.endedAt };
  return { outage, fit: 'during', distanceMs: 0 };
}

function byFit(a: Proposal<OutageFacts>, b: Proposal<OutageFacts>): number {
  return (
    Number(b.fit === 'during') - Number(a.fit === 'during') ||
    a.distanceMs - b.distanceMs ||
    SOURCE_RANK[a.outage.source] - SOURCE_RANK[b.outage.source] ||
    b.outage.startedAt - a.outage.startedAt ||
    (a.outage.id < b.outage.id ? -1 : 1)
  );
}
