import type { ProbeResult } from '#domain/watching/probe-result';
import type { Witnesses } from '#jobs/pollers/witnesses';
import { type Placed, type Target, truthAt, type Watch, type World, watchesOf } from './world.ts';

/** How long a target takes that answers: so long that what happens to us often happens meanwhile. */
const ANSWER_MS = 800;

export interface AskedTarget {
  readonly target: Target;
  /** In true time. */
  readonly startedAt: number;
  readonly pausedMs: number;
}

/** What would come of asking, in true time: of the targets, of our connection, of the witnesses. */
export class Reality {
  readonly watches: readonly Placed<Watch>[];

  constructor(world: World) {
    this.watches = watchesOf(world);
  }

  stretchAt(at: number): Placed<Watch> | undefined {
    return this.watches.find(({ startedAt, endedAt }) => startedAt <= at && at < endedAt);
  }

  weAt(at: number): Watch['we'] {
    return this.stretchAt(at)?.we ?? 'watch';
  }

  durationOf(target: Target, at: number): number {
    return this.#isCutOff(at) || truthAt(target, at) === 'hanging' ? target.timeoutMs : ANSWER_MS;
  }

  resultOf({ target, startedAt, pausedMs }: AskedTarget, at: number): ProbeResult {
    const timings = { totalMs: at - startedAt };
    const latencyMs = timings.totalMs;
    const fail = (cause: 'timeout' | 'refused'): ProbeResult => ({ ok: false, cause, detail: '', latencyMs, timings });
    if (this.#isCutOff(startedAt)) return fail('timeout');
    const is = truthAt(target, startedAt);
    // A deadline that passed while we stood still comes before the answer that waits as well.
    if (is === 'hanging' || pausedMs + ANSWER_MS >= target.timeoutMs) return fail('timeout');
    return is === 'up' ? { ok: true, latencyMs, timings } : fail('refused');
  }

  /** Believed as long as those of the product. */
  witnesses(now: () => number): Witnesses {
    let last: { readonly askedAt: number; readonly answer: 'working' | 'lost' } | undefined;
    let lostUntil = Number.NEGATIVE_INFINITY;
    return {
      canBeAsked: true,
      ask: async (notBefore) => {
        if (performance.now() < lostUntil) return 'lost';
        if (last && last.askedAt >= notBefore) return last.answer;
        const answer = this.weAt(now()) === 'are-cut-off' ? 'lost' : 'working';
        if (answer === 'lost') lostUntil = performance.now() + 3_000;
        last = { askedAt: performance.now(), answer };
        return answer;
      },
    };
  }

  /** Whether an answer asked for then does not come through. */
  #isCutOff(at: number): boolean {
    return this.watches.some(
      ({ we, startedAt, endedAt }) => we === 'are-cut-off' && startedAt <= at + ANSWER_MS && at < endedAt,
    );
  }
}
