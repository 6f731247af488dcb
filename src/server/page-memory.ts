import type { Instant } from '#domain/time';
import type { EncodedPage } from './encode-page.ts';

/** Of which public change and of which minute a page is. */
export interface Edition {
  readonly version: number;
  readonly minute: number;
}

export function isSame(a: Edition, b: Edition): boolean {
  return a.version === b.version && a.minute === b.minute;
}

export interface Kept<P> {
  readonly page: P;
  readonly edition: Edition;
  /** From then on it may say what is no longer known, although nothing changed. */
  readonly trueUntil: Instant;
  /** After a failed rendering: not before this instant again. */
  readonly retryAt: number;
}

const MOST_BYTES = 96 * 1_024 * 1_024;

/** Pages by path, the least recently visited forgotten first when they grow too large together. */
export class PageMemory<P extends { readonly encoded: EncodedPage }> {
  readonly #pages = new Map<string, Kept<P>>();
  readonly #mostBytes: number;
  #bytes = 0;

  constructor(mostBytes = MOST_BYTES) {
    this.#mostBytes = mostBytes;
  }

  /** Looks without counting as a visit. */
  peek(pathname: string): Kept<P> | undefined {
    return this.#pages.get(pathname);
  }

  get(pathname: string): Kept<P> | undefined {
    const kept = this.#pages.get(pathname);
    if (!kept) return undefined;
    this.#pages.delete(pathname);
    this.#pages.set(pathname, kept);
    return kept;
  }

  keep(pathname: string, kept: Kept<P>): void {
    this.forget(pathname);
    this.#pages.set(pathname, kept);
    this.#bytes += sizeOf(kept.page);
    for (const oldest of this.#pages.keys()) {
      if (this.#bytes <= this.#mostBytes || oldest === pathname) break;
      this.forget(oldest);
    }
  }

  forget(pathname: string): void {
    const kept = this.#pages.get(pathname);
    if (!kept) return;
    this.#pages.delete(pathname);
    this.#bytes -= sizeOf(kept.page);
  }
}

function sizeOf({ encoded }: { readonly encoded: EncodedPage }): number {
  return encoded.identity.bytes.length + encoded.br.bytes.length + encoded.gzip.bytes.length;
}
