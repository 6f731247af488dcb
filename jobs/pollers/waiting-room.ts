import { mostOpenFiles } from './most-open-files.ts';

/** Sockets that may wait for an answer, where the system allows so many files. */
const MOST_WAITING = 4_000;
/** Files that everything else may need: the runs that have just begun, the web server, the database. */
const OTHER_FILES = 2_000;
/** What one host may take of it once it is nearly full, in runs that are known to be slow: its hanging leaves room for others. */
const SHARE_OF_A_HOST = 0.5;
const NEARLY_FULL = 0.75;

export interface WaitingRun {
  /** Resolves when the run is over. */
  readonly over: Promise<void>;
  readonly host: string | undefined;
}

interface AtDoor {
  readonly host: string;
  readonly letIn: () => void;
}

/** Where runs wait that have had no answer for long: they cost a socket each, and nothing else. */
export class WaitingRoom {
  readonly #most: number;
  readonly #ofHost = new Map<string, number>();
  /** Have lasted long enough and found no room, in the order they came. */
  readonly #atDoor = new Set<AtDoor>();
  #size = 0;

  constructor(most: number = Math.max(0, Math.min(MOST_WAITING, mostOpenFiles() - OTHER_FILES))) {
    this.#most = most;
  }

  /** Waits until the run is over, or has lasted so long and there is room for it; then resolves to what is to be called at its end. */
  enterAfter(lastedMs: number, { over, host = '' }: WaitingRun): Promise<(() => void) | undefined> {
    return new Promise((resolve) => {
      const run: AtDoor = { host, letIn: () => resolve(this.#enter(host)) };
      const timer = setTimeout(() => {
        if (this.#admits(host)) run.letIn();
        else this.#atDoor.add(run);
      }, lastedMs);
      void over.finally(() => {
        clearTimeout(timer);
        this.#atDoor.delete(run);
        resolve(undefined);
      });
    });
  }

  #admits(host: string): boolean {
    if (this.#size < this.#most * NEARLY_FULL) return true;
    const ofHost = host === '' ? 0 : (this.#ofHost.get(host) ?? 0);
    return this.#size < this.#most && ofHost < this.#most * SHARE_OF_A_HOST;
  }

  #enter(host: string): () => void {
    this.#count(host, 1);
    return () => {
      this.#count(host, -1);
      this.#letOthersIn();
    };
  }

  #letOthersIn(): void {
    for (const run of this.#atDoor) {
      if (this.#size >= this.#most) return;
      if (!this.#admits(run.host)) continue;
      this.#atDoor.delete(run);
      run.letIn();
    }
  }

  #count(host: string, change: 1 | -1): void {
    this.#size += change;
    const ofHost = (this.#ofHost.get(host) ?? 0) + change;
    if (ofHost === 0) this.#ofHost.delete(host);
    else this.#ofHost.set(host, ofHost);
  }
}
