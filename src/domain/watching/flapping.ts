import type { Instant } from '../time.ts';

export interface Spell {
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  /** 1 where nobody saw it end. */
  readonly endedUnwatched?: number;
}

/**
 * The latest of the outages of one service, as far as they are one flapping: each began within the flapping time (ms; 0: none
 * does) after the end of the one before, which somebody saw. The latest comes first.
 */
export function latestFlapping<T extends Spell>(outages: readonly T[], flapMs: number): T[] {
  const flapping: T[] = [];
  for (const outage of outages.toSorted((a, b) => b.startedAt - a.startedAt)) {
    const next = flapping.at(-1);
    if (next && (outage.endedUnwatched === 1 || next.startedAt - (outage.endedAt ?? next.startedAt) > flapMs)) break;
    flapping.push(outage);
    if (flapMs === 0) break;
  }
  return flapping;
}

/** Whether what flapped is over, and has been so for the flapping time. */
export function hasStayedWell(
  { endedAt, flapMs }: { readonly endedAt: Instant | null; readonly flapMs: number },
  now: Instant,
): boolean {
  return endedAt !== null && endedAt + flapMs <= now;
}
