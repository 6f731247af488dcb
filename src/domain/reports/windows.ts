import { type Interval, unionMs } from '#domain/interval';
import type { Instant } from '#domain/time';
import { OUTAGE_SOURCES, type OutageSource } from '#domain/words';

/** From when to when an incident lasted, as one source has it. */
export interface SourceWindow {
  readonly source: OutageSource;
  readonly startedAt: Instant;
  /** Null while one of its outages goes on. */
  readonly endedAt: Instant | null;
  /** Time in which at least one service was affected; overlaps count once. */
  readonly lostMs: number;
}

interface WindowOutage {
  readonly source: OutageSource;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
}

/** Measured, declared and stated side by side; a source without an outage is left out. */
export function windowsBySource(outages: readonly WindowOutage[], now: Instant): SourceWindow[] {
  return OUTAGE_SOURCES.flatMap((source) => {
    const own = outages.filter((outage) => outage.source === source);
    if (own.length === 0) return [];
    const spans: Interval[] = own.map(({ startedAt, endedAt }) => ({ startedAt, endedAt: endedAt ?? now }));
    const running = own.some((outage) => outage.endedAt === null);
    return {
      source,
      startedAt: Math.min(...spans.map((span) => span.startedAt)),
      endedAt: running ? null : Math.max(...spans.map((span) => span.endedAt)),
      lostMs: unionMs(spans),
    };
  });
}
