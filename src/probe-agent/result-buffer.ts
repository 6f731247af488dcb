import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { WireResult } from '#lib/probe-protocol';

/** About an hour of 30 checks a second; some 20 MB. */
const MOST_RESULTS = 100_000;
/** Lines of the file that hold nothing any more, before it is written anew. */
const MOST_SPENT_LINES = 5_000;

export interface BufferSetup {
  readonly file: string | undefined;
  readonly limit?: number;
  /** Hears of a file that cannot be read or written; results are then kept in memory alone. */
  readonly onTrouble: (error: unknown) => void;
}

type Line = { readonly add: WireResult } | { readonly drop: number };

/**
 * Results that were not told yet, the oldest first. With a file they survive the process, however it ends: each is written down
 * before it is told, and struck out after the server took it. Where there is no more room the oldest give way.
 */
export class ResultBuffer {
  readonly #setup: BufferSetup;
  #results: WireResult[] = [];
  #spentLines = 0;
  #isFileFine = true;

  constructor(setup: BufferSetup) {
    this.#setup = setup;
    if (setup.file !== undefined) this.#load(setup.file);
  }

  get size(): number {
    return this.#results.length;
  }

  add(result: WireResult): void {
    this.#results.push(result);
    this.#write({ add: result });
    const tooMany = this.#results.length - (this.#setup.limit ?? MOST_RESULTS);
    if (tooMany > 0) this.drop(tooMany);
  }

  first(count: number): WireResult[] {
    return this.#results.slice(0, count);
  }

  /** Strikes out the oldest; `until` names the last of them, because others may have given way meanwhile. */
  dropThrough(until: WireResult): void {
    const index = this.#results.indexOf(until);
    if (index >= 0) this.drop(index + 1);
  }

  drop(count: number): void {
    this.#results = this.#results.slice(count);
    this.#spentLines += count + 1;
    if (this.#spentLines > MOST_SPENT_LINES) this.#rewrite();
    else this.#write({ drop: count });
  }

  #load(file: string): void {
    try {
      const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
      for (const line of text.split('\n').flatMap(readLine)) {
        if ('add' in line) this.#results.push(line.add);
        else this.#results.splice(0, line.drop);
      }
      this.#rewrite();
    } catch (error) {
      this.#giveUpFile(error);
    }
  }

  #write(line: Line): void {
    const { file } = this.#setup;
    if (file === undefined || !this.#isFileFine) return;
    try {
      appendFileSync(file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
    } catch (error) {
      this.#giveUpFile(error);
    }
  }

  #rewrite(): void {
    const { file } = this.#setup;
    this.#spentLines = 0;
    if (file === undefined || !this.#isFileFine) return;
    try {
      const lines = this.#results.map((result) => `${JSON.stringify({ add: result })}\n`);
      writeFileSync(`${file}.new`, lines.join(''), { mode: 0o600, flush: true });
      renameSync(`${file}.new`, file);
    } catch (error) {
      this.#giveUpFile(error);
    }
  }

  #giveUpFile(error: unknown): void {
    this.#isFileFine = false;
    this.#setup.onTrouble(error);
  }
}

/** The last line may be cut off where the process was killed. */
function readLine(text: string): Line[] {
  try {
    const line: Line = JSON.parse(text);
    return 'add' in line || 'drop' in line ? [line] : [];
  } catch {
    return [];
  }
}
