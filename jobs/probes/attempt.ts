import type { ProbeCause } from '#domain/watching/probe-cause';
import type { PhaseTimings, ProbeResult } from '#domain/watching/probe-result';
import { fetchFailure } from '#lib/fetch-failure';
import { type PhaseClock, startPhaseClock } from '#lib/phase-clock';
import { untilAborted } from '#lib/until-aborted';
import { type Finding, firstBroken } from './finding.ts';
import type { ProbeContext } from './probe.ts';

/** After the deadline, for a talk to say itself what did not happen. */
const GRACE_MS = 200;

/** What a talk with a target ends with when the target is not as expected. */
export class ProbeFailure extends Error {
  readonly reason: ProbeCause;

  constructor(reason: ProbeCause, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

export interface Attempt extends ProbeContext {
  readonly clock: PhaseClock;
  /** Ends the attempt with the first expectation that does not hold. */
  readonly demand: (findings: Iterable<Finding>) => void;
  /** Releases something when the attempt is over, however it ends. */
  readonly finally: (release: () => unknown) => void;
}

/** A time that says more of the target than how long the talk with it took. */
export interface Measured {
  readonly latencyMs: number;
}

/** Holds a talk with a target: whatever it throws becomes a result, and all it opened is released. */
export async function attempt(
  context: ProbeContext,
  options: { readonly latencyLimitMs?: number | undefined },
  talk: (attempt: Attempt) => Promise<Measured | undefined>,
): Promise<ProbeResult> {
  const clock = startPhaseClock();
  const releases: (() => unknown)[] = [];
  let isOver = false;
  try {
    context.signal.throwIfAborted();
    const demand = (findings: Iterable<Finding>): void => {
      const broken = firstBroken(findings, context.note);
      if (broken) throw new ProbeFailure(broken.cause, broken.detail);
    };
    const atEnd = (release: () => unknown): void => void (isOver ? release() : releases.push(release));
    const talking = talk({ ...context, clock, demand, finally: atEnd });
    const measured = await untilAborted(talking, context.signal, GRACE_MS);
    const timings = clock.read();
    return measured ? { ok: true, ...measured, timings } : withinLimit(timings, options.latencyLimitMs);
  } catch (error) {
    const timings = clock.read();
    const failure =
      error instanceof ProbeFailure
        ? { cause: error.reason, detail: error.message }
        : fetchFailure(error, context.signal, clock);
    return { ok: false, ...failure, latencyMs: timings.totalMs, timings };
  } finally {
    isOver = true;
    for (const release of releases.toReversed()) release();
  }
}

function withinLimit(timings: PhaseTimings, limitMs: number | undefined): ProbeResult {
  const latencyMs = timings.totalMs;
  if (limitMs === undefined || latencyMs <= limitMs) return { ok: true, latencyMs, timings };
  const detail = `The answer took ${latencyMs} ms, more than the limit of ${limitMs} ms.`;
  return { ok: false, cause: 'too-slow', detail, latencyMs, timings };
}
