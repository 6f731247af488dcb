import type { PhaseTimings } from '#domain/watching/probe-result';

export type Phase = 'lookup' | 'connect' | 'tls' | 'firstByte';

/** Notes how long it took from its making to the end of each phase. */
export interface PhaseClock {
  readonly mark: (phase: Phase) => void;
  /** Nothing can be done for want of something of ours, or it can again. */
  readonly hold: (isHeld: boolean) => void;
  readonly isHeld: () => boolean;
  /** The phases so far, and the time that has passed. */
  readonly read: () => PhaseTimings;
}

export function startPhaseClock(): PhaseClock {
  const startedAt = performance.now();
  const phases: Partial<Record<`${Phase}Ms`, number>> = {};
  const elapsed = (): number => Math.round(performance.now() - startedAt);
  let held = false;
  return {
    hold: (isHeld) => {
      held = isHeld;
    },
    isHeld: () => held,
    mark: (phase) => {
      phases[`${phase}Ms`] ??= elapsed();
    },
    read: () => ({ ...phases, totalMs: elapsed() }),
  };
}
