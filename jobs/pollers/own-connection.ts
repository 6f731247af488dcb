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
}

/** What the judge remembers of a check: whether one more failure would confirm an outage. */
export interface DoubtedCheck extends Pick<CheckState, 'state' | 'failureCount'> {
  readonly id: string;
  readonly failAfter: number;
}

/** Whether our own connection works, as far as failures make it a question; operators hear when that changes. */
export class OwnConnection {
  readonly #setup: OwnConnectionSetup;
  /** Undefined until the first answer: an earlier process may have ended while it was cut off. */
  #state: 'working' | 'lost' | undefined;
  #looks: LookedAt[] = [];

  constructor(setup: OwnConnectionSetup) {
    this.#setup = setup;
  }

  /** Asked only when something failed, and afresh when the failure would confirm an outage. */
  async stateFor(check: DoubtedCheck, result: ProbeResult): Promise<'working' | 'lost'> {
    if (this.#state !== 'lost' && (result.ok || !isMeasured(result))) {
      if (result.ok) this.#tell('working');
      this.#remember(check, result);
      return 'working';
    }
    const confirms = !result.ok && check.state !== 'down' && check.failureCount + 1 >= check.failAfter;
    const answer = await this.#setup.witnesses.ask(performance.now() - (confirms ? 0 : WITNESS_AGE_MS));
    const state = answer === 'cannot-be-asked' ? this.#guess(check, result) : answer;
    this.#tell(state);
    return state;
  }

  /** The only thing left to go by without witnesses. */
  #guess(check: DoubtedCheck, result: ProbeResult): 'working' | 'lost' {
    this.#remember(check, result);
    return failsAltogether(this.#looks, performance.now() - ALTOGETHER_MS) ? 'lost' : 'working';
  }

  #remember(check: DoubtedCheck, result: ProbeResult): void {
    if (this.#setup.witnesses.canBeAsked) return;
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
    changed(state).catch((error: unknown) =>
      log.error({ err: error }, 'that the connection changed could not be told'),
    );
  }
}
