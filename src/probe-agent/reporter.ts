import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '#lib/log';
import { MOST_RESULTS, type WireResult } from '#lib/probe-protocol';
import { BackOff } from './back-off.ts';
import type { ResultBuffer } from './result-buffer.ts';
import type { ServerClock } from './server-clock.ts';
import type { ServerLink } from './server-link.ts';

/** Results come in swarms: one call for many. */
const GATHER_MS = 1_000;

export interface ReporterSetup {
  readonly link: ServerLink;
  readonly buffer: ResultBuffer;
  readonly clock: ServerClock;
  readonly log: Log;
}

/** Tells the server what was measured, the oldest first; what it did not take stays in the buffer. */
export class Reporter {
  readonly #setup: ReporterSetup;
  readonly #backOff = new BackOff();
  #atOnce = MOST_RESULTS;
  #trouble = '';

  constructor(setup: ReporterSetup) {
    this.#setup = setup;
  }

  /** Tells until stopped. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const waitMs =
        this.#setup.buffer.size === 0 || (await this.tellOnce(signal)) ? GATHER_MS : this.#backOff.nextMs();
      const isMore = this.#setup.buffer.size >= this.#atOnce && waitMs === GATHER_MS;
      await sleep(isMore ? 0 : waitMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Tells the oldest results; whether the server took or refused them, so that the next ones may follow. */
  async tellOnce(signal: AbortSignal): Promise<boolean> {
    const { link, buffer, clock } = this.#setup;
    const sentAt = clock.now();
    const results = buffer.first(this.#atOnce);
    const last = results.at(-1);
    if (sentAt === undefined || last === undefined) return false;
    const answer = await link.tell({ sentAt, waiting: buffer.size - results.length, results }, signal);
    if (answer.kind === 'answer') {
      buffer.dropThrough(last);
      this.#noteSuccess();
      for (const { code, reason } of firstOfEach(answer.body.refused)) {
        this.#setup.log.warn({ code }, `some results were not taken: ${reason}`);
      }
      return true;
    }
    if (answer.kind === 'unchanged' || signal.aborted) return false;
    if (answer.kind === 'away') this.#noteTrouble(answer.sentence);
    else return this.#noteRefusal(answer, last);
    return false;
  }

  #noteRefusal(refusal: { readonly code: string; readonly sentence: string }, last: WireResult): boolean {
    const { buffer, clock } = this.#setup;
    this.#noteTrouble(refusal.sentence);
    if (refusal.code === 'clock') clock.doubt();
    if (refusal.code !== 'too-large' && refusal.code !== 'malformed') return false;
    // One result that cannot be taken must not hold up the others: ever smaller parts are tried until it stands alone.
    if (this.#atOnce === 1) {
      buffer.dropThrough(last);
      this.#atOnce = MOST_RESULTS;
    } else this.#atOnce = Math.ceil(this.#atOnce / 2);
    return true;
  }

  #noteSuccess(): void {
    if (this.#trouble !== '') this.#setup.log.info('the server takes results again');
    this.#trouble = '';
    this.#atOnce = MOST_RESULTS;
    this.#backOff.reset();
  }

  #noteTrouble(sentence: string): void {
    const { log, buffer } = this.#setup;
    if (sentence !== this.#trouble) log.warn({ kept: buffer.size }, `results are kept: ${sentence}`);
    this.#trouble = sentence;
  }
}

function firstOfEach<T extends { readonly code: string }>(refused: readonly T[]): T[] {
  return [...new Map(refused.toReversed().map((one) => [one.code, one])).values()];
}
