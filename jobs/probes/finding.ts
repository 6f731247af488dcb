import type { ProbeCause } from '#domain/watching/probe-cause';
import type { ProbeContext } from './probe.ts';

/** One expectation of an answer, and whether it held. */
export interface Finding {
  /** In words such as `status code 200-299`. */
  readonly what: string;
  readonly found: string;
  readonly held: boolean;
  /** Why the check fails if it did not hold. */
  readonly cause: ProbeCause;
  readonly detail: string;
}

/** The first expectation that did not hold. Whoever watches the run hears of all; otherwise nothing is looked at after it. */
export function firstBroken(findings: Iterable<Finding>, note: ProbeContext['note']): Finding | undefined {
  let broken: Finding | undefined;
  for (const finding of findings) {
    const { what, found, held } = finding;
    note?.({ kind: 'expectation', what, held, found });
    if (!held) broken ??= finding;
    if (broken && !note) return broken;
  }
  return broken;
}

/** A value of an answer, short enough for a sentence. */
export function brief(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return String(value);
  return value.length > 80 ? `${JSON.stringify(value.slice(0, 80))}…` : JSON.stringify(value);
}
