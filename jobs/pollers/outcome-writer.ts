import { setImmediate as letOthersRun, setTimeout as sleep } from 'node:timers/promises';
import type { CommandContext } from '#commands/context';
import { type RecordedOutcome, recordSamples } from '#commands/record-samples';
import type { Log } from '#lib/log';

const BATCH_ROWS = 200;
/** Outcomes kept while the database cannot be written; the oldest give way, their time becomes unknown. */
const MOST_WAITING = 20_000;
/** How long results are gathered: longer where writing is slow, so that it takes a small part of the time only. */
const LINGER_MS = { least: 20, most: 400, timesWriting: 6 };
/** How long to wait after a failure: soon at first, to find one result that is refused, then less often. */
const RETRY_MS = { first: 50, longest: 1_000 };

interface WriterSetup {
  readonly ctx: CommandContext;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Collects outcomes and writes them in batches; what cannot be written now is tried again. */
export class OutcomeWriter {
  readonly #ctx: CommandContext;
  readonly #log: Log;
  readonly #signal: AbortSignal;
  #waiting: RecordedOutcome[] = [];
  /** In the batch that is being written. */
  #underWay = 0;
  #writing: Promise<void> | undefined;
  #lastWriteMs = 0;
  #batchRows = BATCH_ROWS;
  #retryMs = RETRY_MS.first;
  #isStuck = false;

  constructor({ ctx, log, signal }: WriterSetup) {
    this.#ctx = ctx;
    this.#log = log;
    this.#signal = signal;
  }

  /** Taken and not written yet. */
  get size(): number {
    return this.#waiting.length + this.#underWay;
  }

  /** Whether the last results could not be written: whoever measures more now would measure what is not written yet. */
  get isStuck(): boolean {
    return this.#isStuck;
  }

  add(outcome: RecordedOutcome): void {
    this.#waiting.push(outcome);
    if (this.size > MOST_WAITING) this.#waiting.shift();
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
  }

  /** Resolves once everything added so far is written. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Results come one by one: one commit for many is far cheaper. A full batch waits for no more.
      if (this.#waiting.length < this.#batchRows) await sleep(this.#lingerMs());
      else await letOthersRun();
      if (await this.#writeBatch()) continue;
      if (this.#signal.aborted) return;
      await sleep(this.#retryMs);
      this.#retryMs = Math.min(2 * this.#retryMs, RETRY_MS.longest);
    }
  }

  #lingerMs(): number {
    const { least, most, timesWriting } = LINGER_MS;
    return Math.min(Math.max(least, timesWriting * this.#lastWriteMs), most);
  }

  /**
   * What cannot be written stays in front, and fewer are written at once, until one that the database refuses stands alone: it goes
   * behind the rest, with all that is waiting of its check.
   */
  async #writeBatch(): Promise<boolean> {
    const batch = this.#waiting.splice(0, this.#batchRows);
    this.#underWay = batch.length;
    const isWritten = await this.#write(batch);
    this.#underWay = 0;
    this.#isStuck = !isWritten;
    this.#batchRows = isWritten ? Math.min(2 * this.#batchRows, BATCH_ROWS) : Math.ceil(batch.length / 2);
    if (isWritten) this.#retryMs = RETRY_MS.first;
    else this.#waiting = batch.length > 1 ? [...batch, ...this.#waiting] : behindOthers(batch, this.#waiting);
    return isWritten;
  }

  async #write(outcomes: readonly RecordedOutcome[]): Promise<boolean> {
    const startedAt = performance.now();
    try {
      const { overtaken } = await recordSamples(this.#ctx, { outcomes });
      if (overtaken > 0) this.#log.warn({ overtaken }, 'results came too late: their checks had been claimed anew');
      this.#lastWriteMs = performance.now() - startedAt;
      return true;
    } catch (error) {
      this.#log.error({ err: error, waiting: this.#waiting.length }, 'results could not be written, trying again');
      return false;
    }
  }
}

function behindOthers(batch: readonly RecordedOutcome[], waiting: readonly RecordedOutcome[]): RecordedOutcome[] {
  const isOfBatch = ({ checkId }: RecordedOutcome): boolean => batch.some((outcome) => outcome.checkId === checkId);
  return [...waiting.filter((outcome) => !isOfBatch(outcome)), ...batch, ...waiting.filter(isOfBatch)];
}
