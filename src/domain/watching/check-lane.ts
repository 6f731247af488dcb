/** A check whose last answer took longer is slow. */
export const SLOW_MS = 1_000;

/** Slow checks go a lane of their own. */
export type CheckLane = 'quick' | 'slow';

export function laneOf({ lastLatencyMs }: { readonly lastLatencyMs: number | null }): CheckLane {
  return (lastLatencyMs ?? 0) > SLOW_MS ? 'slow' : 'quick';
}
