import { toIso } from '../time.ts';
import type { Span } from './build-phases.ts';
import { readInstant } from './read-json.ts';

interface RawSpan {
  readonly start: unknown;
  /** Counts when `start` is not told. */
  readonly fallbackStart: unknown;
  readonly end: unknown;
}

/** When an incident began and ended, or a sentence why that cannot be known. */
export function readSpan({ start, fallbackStart, end }: RawSpan): Span | string {
  const startedAt = readInstant(start) ?? readInstant(fallbackStart);
  if (startedAt === undefined || startedAt === null) return 'Its beginning is missing or not a time.';
  const endedAt = readInstant(end);
  if (endedAt === undefined) return 'Its end is not a time.';
  if (endedAt !== null && endedAt < startedAt) {
    return `It ends (${toIso(endedAt)}) before it starts (${toIso(startedAt)}).`;
  }
  return { startedAt, endedAt };
}
