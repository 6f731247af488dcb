import { setImmediate as letOthersRun, setTimeout as sleep } from 'node:timers/promises';
import type { CommandContext } from '#commands/context';
import { type RecordedOutcome, recordSamples } from '#commands/record-samples';
import { releaseChecks } from '#commands/release-checks';
import type { Log } from '#lib/log';
import { isOutOfOrder } from './is-out-of-order.ts';

const BATCH_ROWS = 200;
/** Outcomes kept while the database cannot be written; the oldest give way, their time becomes unknown. */
const MOST_WAITING = 20_000;
/** How long results are gathered: longer where writing is slow, so that it takes a small part of the time only. */
const LINGER_MS = { least: 20, most: 400, timesWriting: 6 };
/** How long to wait after a failure: soon at first, to find one result that is refused, then less often. */
const RETRY_MS = { first: 50, longest: 1_000 };
/** How often one result is tried alone before it is given up, and when its check is asked again. */
const REFUSED = { mostTries: 5, askedAgainMs: 60_000 };

interface Refusal {
  readonly tries: number;
  /** How many batches had been written when it was first refused. */
  readonly writtenBefore: number;
}

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
  #written = 0;
  /** Results that were refused alone. */
  readonly #refusals = new WeakMap<RecordedOutcome, Refusal>();
  /** After one was refused alone: whether it is that one or the database, another tells. */
  #triesOther = false;
  #isOutOfOrder = false;

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

  /** What cannot be written stays in its place, and fewer are written at once, until one that the database refuses stands alone. */
  async #writeBatch(): Promise<boolean> {
    const { from, rows } = this.#nextBatch();
    const batch = this.#waiting.splice(from, rows);
    this.#underWay = batch.length;
    const isWritten = await this.#write(batch);
    this.#underWay = 0;
    if (isWritten) this.#noteWritten();
    else await this.#keep(batch, from);
    return isWritten;
  }

  /** One that was refused alone is tried alone. */
  #nextBatch(): { readonly from: number; readonly rows: number } {
    const isRefused = (outcome: RecordedOutcome): boolean => this.#refusals.has(outcome);
    const [front] = this.#waiting;
    if (front && isRefused(front)) {
      const other = this.#triesOther ? this.#waiting.findIndex(({ checkId }) => checkId !== front.checkId) : 0;
      return { from: Math.max(other, 0), rows: 1 };
    }
    const refusedAt = this.#waiting.slice(0, this.#batchRows).findIndex(isRefused);
    return { from: 0, rows: refusedAt < 0 ? this.#batchRows : refusedAt };
  }

  #noteWritten(): void {
    this.#written += 1;
    this.#isStuck = false;
    this.#triesOther = false;
    this.#batchRows = Math.min(2 * this.#batchRows, BATCH_ROWS);
    this.#retryMs = RETRY_MS.first;
  }

  async #keep(batch: readonly RecordedOutcome[], from: number): Promise<void> {
    this.#batchRows = Math.ceil(batch.length / 2);
    this.#waiting.splice(from, 0, ...batch);
    const [only] = batch;
    if (only && batch.length === 1) return await this.#refuse(only);
    this.#isStuck = true;
  }

  /** Goes behind the others once one of them was written meanwhile; is given up after some tries, if the database can be written. */
  async #refuse(outcome: RecordedOutcome): Promise<void> {
    const { tries, writtenBefore } = this.#refusals.get(outcome) ?? { tries: 0, writtenBefore: this.#written };
    this.#refusals.set(outcome, { tries: tries + 1, writtenBefore });
    const othersAreWritten = this.#written > writtenBefore;
    this.#isStuck = !othersAreWritten;
    this.#triesOther = !this.#triesOther && !othersAreWritten;
    const mayGiveUp = tries + 1 >= REFUSED.mostTries && !this.#isOutOfOrder;
    if (mayGiveUp && (await this.#releaseCheck(outcome))) {
      this.#waiting = this.#waiting.filter((waiting) => waiting !== outcome);
      this.#isStuck = false;
      const { checkId, sample } = outcome;
      this.#log.error(
        { checkId, at: sample.at },
        'a result is refused by the database and given up: its time is unknown',
      );
    } else if (othersAreWritten) this.#waiting = behindOthers(outcome, this.#waiting);
  }

  async #releaseCheck({ checkId, leaseToken }: RecordedOutcome): Promise<boolean> {
    try {
      const dueAt = this.#ctx.now() + REFUSED.askedAgainMs;
      await releaseChecks(this.#ctx, { leases: [{ checkId, leaseToken }], dueAt });
      return true;
    } catch {
      return false;
    }
  }

  async #write(outcomes: readonly RecordedOutcome[]): Promise<boolean> {
    const startedAt = performance.now();
    try {
      const { overtaken } = await recordSamples(this.#ctx, { outcomes });
      if (overtaken > 0) this.#log.warn({ overtaken }, 'results came too late: their checks had been claimed anew');
      this.#lastWriteMs = performance.now() - startedAt;
      return true;
    } catch (error) {
      this.#isOutOfOrder = isOutOfOrder(error);
      this.#log.error({ err: error, waiting: this.#waiting.length }, 'results could not be written, trying again');
      return false;
    }
  }
}

/** With all that is waiting of its check. */
function behindOthers({ checkId }: RecordedOutcome, waiting: readonly RecordedOutcome[]): RecordedOutcome[] {
  const isOfCheck = (outcome: RecordedOutcome): boolean => outcome.checkId === checkId;
  return [...waiting.filter((outcome) => !isOfCheck(outcome)), ...waiting.filter(isOfCheck)];
}
