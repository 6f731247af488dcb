import { type Instant, MINUTE_MS } from '../time.ts';
import { OUTAGE_STATES, type OutageState, type Surface } from '../words.ts';

/** One stretch of an outage as a person states it. */
export interface StatedStretch {
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly state: OutageState;
  readonly surfaces: readonly Surface[];
  readonly locations: readonly { readonly id: string; readonly title: string }[];
  readonly sharePpm: number | null;
}

export interface StatedSpan {
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly state: OutageState;
}

/** Clocks of a person and of this machine may differ by this much. */
const CLOCKS_MS = MINUTE_MS;

/** What is wrong with stated phases, as a sentence; undefined when they can stand. */
export function problemOfPhases(phases: readonly StatedStretch[], now: Instant): string | undefined {
  if (phases.length === 0) return 'An outage has at least one phase.';
  for (const [index, phase] of phases.entries()) {
    const next = phases[index + 1];
    if (phase.startedAt > now + CLOCKS_MS) return 'An outage cannot begin in the future.';
    if (phase.endedAt === null && next) return 'Only the last phase may still go on.';
    if (phase.endedAt !== null && phase.endedAt <= phase.startedAt) return 'A phase must end after it begins.';
    if (phase.endedAt !== null && phase.endedAt > now + CLOCKS_MS) return 'An outage cannot end in the future.';
    if (phase.sharePpm !== null && (phase.sharePpm <= 0 || phase.sharePpm > 1_000_000)) {
      return 'The share of users affected is more than 0 and at most 100 percent.';
    }
    if (next && phase.endedAt !== null && next.startedAt < phase.endedAt) {
      return 'Phases follow each other and do not overlap.';
    }
  }
  return undefined;
}

/** The outage as a whole: from the first phase to the last, as bad as the worst. */
export function spanOfPhases(phases: readonly StatedStretch[]): StatedSpan {
  const states = phases.map((phase) => phase.state);
  return {
    startedAt: phases[0]?.startedAt ?? 0,
    endedAt: phases.at(-1)?.endedAt ?? null,
    state: OUTAGE_STATES.findLast((state) => states.includes(state)) ?? 'degraded',
  };
}
