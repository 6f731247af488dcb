import type { HealthCheck } from '#db/queries/checks';
import { firstDueAt } from '#domain/watching/due-times';
import { changeRhythm } from '#domain/watching/rhythm';

export interface CheckChangeNow {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Whether it asks something else from now on. */
  readonly asksAnew: boolean;
  readonly now: number;
}

/** When a changed check is run next. A run under way that asks what is asked no longer is given up; any other one counts. */
export function runAfterChange(before: HealthCheck, { asksAnew, now, ...rhythm }: CheckChangeNow) {
  const isOtherRhythm = rhythm.intervalMs !== before.intervalMs || rhythm.timeoutMs !== before.timeoutMs;
  return {
    nextDueAt: Math.min(before.nextDueAt, firstDueAt({ no: before.no, intervalMs: rhythm.intervalMs }, now)),
    ...(asksAnew ? { leaseToken: null, leaseUntil: null, leaseWorkerId: null } : {}),
    ...(asksAnew || isOtherRhythm ? changeRhythm(before, now) : {}),
  };
}
