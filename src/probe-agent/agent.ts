import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '#lib/log';
import { BackOff } from './back-off.ts';
import type { PlacePoller } from './place-poller.ts';
import type { Reporter } from './reporter.ts';
import type { ResultBuffer } from './result-buffer.ts';
import type { LinkAnswer, ServerLink } from './server-link.ts';

const TICK_MS = 250;
const FLUSH_WITHIN_MS = 5_000;

export interface AgentSetup {
  readonly link: ServerLink;
  readonly poller: PlacePoller;
  readonly reporter: Reporter;
  readonly buffer: ResultBuffer;
  readonly log: Log;
  readonly signal: AbortSignal;
}

type Refusal = Extract<LinkAnswer<unknown>, { kind: 'refused' }>;

/** One place at work: asks for its share, polls it, tells what it found, and goes on while the server is away. */
export class ProbeAgent {
  readonly #setup: AgentSetup;
  readonly #backOff = new BackOff();
  #etag: string | null = null;
  #trouble = '';
  #hasBegun = false;
  #refreshMs = 10_000;

  constructor(setup: AgentSetup) {
    this.#setup = setup;
  }

  /** Works until stopped; resolves to a sentence where the server refuses this agent from the start. */
  async run(): Promise<string | undefined> {
    const { signal, poller, reporter } = this.#setup;
    const timer = setInterval(() => poller.tick(), TICK_MS);
    const telling = reporter.run(signal);
    const refusal = await this.#keepAssigned();
    clearInterval(timer);
    if (refusal) return refusal.sentence;
    await telling;
    await poller.settled();
    await this.#flush();
    return undefined;
  }

  async #keepAssigned(): Promise<Refusal | undefined> {
    const { signal } = this.#setup;
    while (!signal.aborted) {
      const answer = await this.#setup.link.getAssignment(this.#etag, signal);
      if (signal.aborted) return undefined;
      if (answer.kind === 'refused' && !this.#hasBegun) return answer;
      await sleep(this.#take(answer), undefined, { signal }).catch(() => undefined);
    }
    return undefined;
  }

  /** What to do until the next question, and how long that is. */
  #take(answer: Awaited<ReturnType<ServerLink['getAssignment']>>): number {
    const { poller, log } = this.#setup;
    if (answer.kind === 'answer') {
      const { place, checks, refreshMs } = answer.body;
      this.#etag = answer.etag;
      this.#refreshMs = refreshMs;
      poller.assign(answer.body);
      log.info({ place: place.name, checks: checks.length }, place.paused ? 'this place is paused' : 'polling');
    }
    if (answer.kind === 'answer' || answer.kind === 'unchanged') {
      if (this.#trouble !== '') log.info('the server answers again');
      this.#trouble = '';
      this.#hasBegun = true;
      this.#backOff.reset();
      return Math.round(this.#refreshMs * (0.9 + Math.random() / 5));
    }
    this.#noteTrouble(answer.sentence);
    if (answer.kind === 'refused') this.#rest();
    return Math.max(this.#backOff.nextMs(), answer.kind === 'away' ? answer.retryAfterMs : 0);
  }

  /** Whoever may not report should not know either: nothing is polled until the server takes this place back. */
  #rest(): void {
    this.#etag = null;
    this.#setup.poller.assign({ place: { name: '', no: 0, paused: true }, checks: [] });
  }

  #noteTrouble(sentence: string): void {
    if (sentence !== this.#trouble) this.#setup.log.warn(sentence);
    this.#trouble = sentence;
  }

  /** What was measured before the stop is told, if the server is there. */
  async #flush(): Promise<void> {
    const { reporter, buffer, log } = this.#setup;
    const deadline = AbortSignal.timeout(FLUSH_WITHIN_MS);
    while (buffer.size > 0 && !deadline.aborted && (await reporter.tellOnce(deadline)));
    if (buffer.size > 0) log.warn({ results: buffer.size }, 'stopped before everything was told');
  }
}
