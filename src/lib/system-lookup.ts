import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';

type Addresses = readonly LookupAddress[];

/** The threads that lookups share with files and passwords, as Node has them unless it is told otherwise. */
const USUAL_THREADS = 4;
/** So many lookups stay free for others, such as those that tell whether our own connection works; half of them where there are few. */
const KEPT_FREE = 4;

export interface Asker {
  /** Ends the wait for a thread; a lookup that has begun cannot be ended. */
  readonly signal: AbortSignal;
  /** Called when it has to wait for a thread, and when it has one. */
  readonly onWait: (isWaiting: boolean) => void;
}

interface Asked {
  readonly answer: Promise<Addresses>;
  readonly begun: Promise<void>;
  askers: number;
}

/**
 * Looks names up, so many at a time. Whoever asks for a name that is being looked up shares the answer: lookups cannot be ended,
 * and a dead name server would otherwise take all threads.
 */
export class LookupRoom {
  readonly #lookUp: (hostname: string) => Promise<Addresses>;
  readonly #asked = new Map<string, Asked>();
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(lookUp: (hostname: string) => Promise<Addresses>, room: number) {
    this.#lookUp = lookUp;
    this.#free = room;
  }

  find(hostname: string, { signal, onWait }: Asker): Promise<Addresses> {
    const asked = this.#asked.get(hostname) ?? this.#ask(hostname);
    asked.askers += 1;
    const giveUp = (): void => {
      asked.askers -= 1;
    };
    signal.addEventListener('abort', giveUp, { once: true });
    onWait(true);
    void asked.begun.then(() => {
      signal.removeEventListener('abort', giveUp);
      onWait(false);
    });
    return asked.answer;
  }

  #ask(hostname: string): Asked {
    const begun = this.#enter();
    const answer = begun
      .then(() => {
        if (asked.askers > 0) return this.#lookUp(hostname);
        // Whoever asks anew gets a turn of his own.
        this.#forget(hostname, asked);
        throw new Error('Whoever asked for this name has given up.');
      })
      .finally(() => {
        this.#forget(hostname, asked);
        this.#leave();
      });
    // Whoever gave up does not hear how it went.
    answer.catch(() => undefined);
    const asked: Asked = { answer, begun, askers: 0 };
    this.#asked.set(hostname, asked);
    return asked;
  }

  #enter(): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #forget(hostname: string, asked: Asked): void {
    if (this.#asked.get(hostname) === asked) this.#asked.delete(hostname);
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}

/** How many lookups may run at once in a process with so many threads. */
export function lookupRoomOf(threads: number): number {
  // libuv lets lookups have half of the threads; what is more waits within it, where nobody knows that it has not begun.
  const atOnce = Math.floor((threads + 1) / 2);
  return atOnce - Math.min(KEPT_FREE, Math.floor(atOnce / 2));
}

const threads = Number(process.env['UV_THREADPOOL_SIZE']) || USUAL_THREADS;
const system = new LookupRoom((hostname) => lookup(hostname, { all: true }), lookupRoomOf(threads));

/** Looks a name up as the system does, with all its addresses. */
export function systemLookup(hostname: string, asker: Asker): Promise<Addresses> {
  return system.find(hostname, asker);
}
