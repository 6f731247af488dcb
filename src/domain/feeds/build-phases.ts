import type { Instant } from '../time.ts';
import type { OutageState } from '../words.ts';
import type { ProviderLocation } from './provider-incident.ts';

/** What a provider said at one time about one product: its state (null: works), and where. */
export interface Statement {
  readonly at: Instant;
  readonly state: OutageState | null;
  readonly locations: readonly ProviderLocation[];
}

export interface Span {
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
}

export type StatedPhase = Span & Omit<Statement, 'at'> & { readonly state: OutageState };

/** Turns statements (oldest first) into phases inside the span: each holds until the next one, the last until the end of the span. */
export function buildPhases(statements: readonly Statement[], span: Span): StatedPhase[] {
  const phases: StatedPhase[] = [];
  for (const [index, { at, state, locations }] of statements.entries()) {
    const startedAt = Math.max(at, span.startedAt);
    const endedAt = earlier(statements[index + 1]?.at ?? null, span.endedAt);
    if (state === null || (endedAt !== null && endedAt <= startedAt)) continue;
    const last = phases.at(-1);
    if (last && last.endedAt === startedAt && last.state === state && samePlaces(last.locations, locations)) {
      phases[phases.length - 1] = { ...last, endedAt };
    } else {
      phases.push({ startedAt, endedAt, state, locations });
    }
  }
  return phases;
}

function earlier(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

function samePlaces(a: readonly ProviderLocation[], b: readonly ProviderLocation[]): boolean {
  return a.length === b.length && a.every((place, index) => place.id === b[index]?.id);
}
