import type { Instant } from '#domain/time';
import type { CheckState } from '#domain/watching/detect-outage';
import { isMeasured } from '#domain/watching/judge-probe';
import { failsAltogether, type LookedAt } from '#domain/watching/own-fault';
import type { ProbeResult } from '#domain/watching/probe-result';
import type { Log } from '#lib/log';
import type { Witnesses } from './witnesses.ts';

/** An older answer of the witnesses will do for a failure that confirms nothing: it can still be set right. */
const WITNESS_AGE_MS = 5_000;
/** Without witnesses: when nothing answered for so long, it is us. */
const ALTOGETHER_MS = 60_000;

export interface OwnConnectionSetup {
  readonly log: Log;
  readonly witnesses: Witnesses;
  /** Hears when the connection goes and when it is back, and of the first answer at all. */
  readonly changed: (state: 'working' | 'lost') => Promise<void>;
  /** Civil time; that of the system by default. */
  readonly now?: () => Instant;
}

/** What the judge remembers of a check: whether one more failure would confirm an outage. */
export interface DoubtedCheck extends Pick<CheckState, 'state' | 'failureCount'> {
  readonly id: string;
  readonly failAfter: number;
  readonly kind?: string;
}

/** Whether our own connection works, as far as failures make it a question; operators hear when that changes. */
export class OwnConnection {
  readonly #setup: OwnConnectionSetup;
  /** Undefined until the first answer: an earlier process may have ended while it was cut off. */
  #state: 'working' | 'lost' | undefined;
  #looks: LookedAt[] = [];
  #lostAt = Number.NEGATIVE_INFINITY;
  /** When it was first known to be back: it may have come back at any time since it was lost. */
  #backAt = Number.NEGATIVE_INFINITY;
  #workingAt: Instant | null = null;
  #witnessedUntil: Instant | null = null;
  #telling: Promise<void> = Promise.resolve();

  constructor(setup: OwnConnectionSetup) {
    this.#setup = setup;
  }

  /** Until when witnesses answered before and after: what failed up to then was not our connection. Null where none did. */
  get witnessedUntil(): Instant | null {
    return this.#witnessedUntil;
  }

  /**
   * Asked only when something failed, and afresh when the failure would confirm an outage. A failure that was under way when the
   * connection was found lost, or before it was known to be back, is ours, also when it is back by now.
   */
  async stateFor(check: DoubtedCheck, result: ProbeResult): Promise<'working' | 'lost'> {
    const began = performance.now() - result.timings.totalMs;
    if (this.#state !== 'lost' && (result.ok || !isMeasured(result))) {
      if (result.ok && reachesOut(check)) this.#tell('working');
      this.#remember(check, result);
      return 'working';
    }
    const confirms = !result.ok && check.state !== 'down' && check.failureCount + 1 >= check.failAfter;
    const answer = await this.#setup.witnesses.ask(performance.now() - (confirms ? 0 : WITNESS_AGE_MS));
    const state = answer === 'cannot-be-asked' ? this.#guess(check, result) : answer;
    this.#note(state);
    this.#tell(state);
    return !result.ok && Math.max(this.#lostAt, this.#backAt) >= began ? 'lost' : state;
  }

  #note(state: 'working' | 'lost'): void {
    const now = (this.#setup.now ?? Date.now)();
    if (state === 'working' && this.#lostAt > this.#backAt) this.#backAt = performance.now();
    if (state === 'lost') {
      this.#lostAt = performance.now();
      this.#workingAt = null;
    } else if (this.#workingAt === null || now < this.#workingAt) this.#workingAt = now;
    else if (now - this.#workingAt > WITNESS_AGE_MS) {
      if (this.#setup.witnesses.canBeAsked) this.#witnessedUntil = this.#workingAt;
      this.#workingAt = now;
    }
  }

  /** The only thing left to go by without witnesses. */
  #guess(check: DoubtedCheck, result: ProbeResult): 'working' | 'lost' {
    this.#remember(check, result);
    return failsAltogether(this.#looks, performance.now() - ALTOGETHER_MS) ? 'lost' : 'working';
  }

  #remember(check: DoubtedCheck, result: ProbeResult): void {
    if (this.#setup.witnesses.canBeAsked || !reachesOut(check) || !isMeasured(result)) return;
    const at = performance.now();
    this.#looks = this.#looks.filter((look) => look.at >= at - ALTOGETHER_MS && look.checkId !== check.id);
    this.#looks.push({ checkId: check.id, at, ok: result.ok });
  }

  #tell(state: 'working' | 'lost'): void {
    if (state === this.#state) return;
    const { log, changed } = this.#setup;
    if (state === 'lost') log.warn('our own connection is lost: failures count as unknown');
    else if (this.#state === 'lost') log.info('our own connection works again');
    this.#state = state;
    // One after the other: told in the other order, a loss would never end.
    this.#telling = this.#telling
      .then(() => changed(state))
      .catch((error: unknown) => {
        log.error({ err: error }, 'that the connection changed could not be told');
        // The next answer tells it again.
        if (this.#state === state) this.#state = undefined;
      });
  }
}

/** A heartbeat comes to us: it says nothing of whether we reach anybody. */
function reachesOut({ kind }: DoubtedCheck): boolean {
  return kind !== 'heartbeat';
}
