import { MINUTE_MS } from '#domain/time';
import type { Log } from '#lib/log';
import { type EncodedPage, encodePage } from './encode-page.ts';
import { type Edition, isSame, type Kept, PageMemory } from './page-memory.ts';
import { EAGER_PATHS } from './published-paths.ts';

export interface PublishedPage {
  readonly headers: readonly (readonly [string, string])[];
  readonly encoded: EncodedPage;
}

export interface PublisherOptions {
  /** Renders a path for nobody in particular. */
  readonly render: (pathname: string) => Promise<Response>;
  /** The number that grows with every public change. */
  readonly readVersion: () => Promise<number>;
  readonly now: () => number;
  readonly log: Log;
}

export type Visit =
  | { readonly kind: 'page'; readonly page: PublishedPage }
  /** Not a page to keep: an unknown id, or a first rendering that failed. */
  | { readonly kind: 'response'; readonly response: Response }
  | { readonly kind: 'unavailable' };

/** The header in which a page says until when it is true should nothing change, in epoch milliseconds. */
const TRUE_UNTIL = 'x-true-until';
const NOT_KEPT = ['set-cookie', 'cache-control', TRUE_UNTIL];

const WATCH_MS = 1_000;
/** How long a visit waits for a fresher page before it gets the one that is there. */
const PATIENCE_MS = 1_000;
const RETRY_MS = 2_000;

/** Renders public pages once per change and keeps them in memory; a page that cannot be rendered anew stays as it was. */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #memory = new PageMemory<PublishedPage>();
  readonly #underWay = new Map<string, Promise<Visit>>();
  #version = -1;
  #reachable = true;
  #watching: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  /** Renders the pages everyone asks for and watches for changes until stopped. */
  async start(): Promise<void> {
    await this.#watch();
    const again = (): void => {
      this.#watching = setTimeout(() => {
        this.#round = this.#watch().finally(again);
      }, WATCH_MS);
    };
    again();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#watching);
    await this.#round;
    clearTimeout(this.#watching);
  }

  /** The page as of now if it is at hand: what nearly every visit gets, without waiting for anything. */
  fresh(pathname: string): PublishedPage | undefined {
    const kept = this.#memory.peek(pathname);
    return kept !== undefined && this.#isTrue(kept) ? kept.page : undefined;
  }

  /** The page as of now; an older one when a newer cannot be had in time. */
  async visit(pathname: string): Promise<Visit> {
    const kept = this.#memory.get(pathname);
    if (!kept) return this.#refresh(pathname);
    const old: Visit = { kind: 'page', page: kept.page };
    if (this.#isTrue(kept) || !this.#reachable || this.#options.now() < kept.retryAt) return old;
    const patience = Promise.withResolvers<Visit>();
    const timer = setTimeout(() => patience.resolve(old), PATIENCE_MS);
    const visit = await Promise.race([this.#refresh(pathname), patience.promise]);
    clearTimeout(timer);
    return visit;
  }

  /** What a page shows depends on the data and, by durations, on the minute. */
  #edition(): Edition {
    return { version: this.#version, minute: Math.floor(this.#options.now() / MINUTE_MS) };
  }

  #isTrue({ edition, trueUntil }: Kept<PublishedPage>): boolean {
    return isSame(edition, this.#edition()) && this.#options.now() <= trueUntil;
  }

  async #watch(): Promise<void> {
    try {
      this.#version = await this.#options.readVersion();
      if (!this.#reachable) this.#options.log.info('the database answers again');
      this.#reachable = true;
    } catch (error) {
      if (this.#reachable)
        this.#options.log.error({ err: error }, 'the database does not answer; pages stay as they are');
      this.#reachable = false;
      return;
    }
    for (const path of EAGER_PATHS) {
      const kept = this.#memory.get(path);
      if (kept && (this.#isTrue(kept) || this.#options.now() < kept.retryAt)) continue;
      await this.#refresh(path);
    }
  }

  /** One rendering at a time for a path, however many ask. */
  #refresh(pathname: string): Promise<Visit> {
    const running = this.#underWay.get(pathname);
    if (running) return running;
    const run = this.#renderAndKeep(pathname).finally(() => this.#underWay.delete(pathname));
    this.#underWay.set(pathname, run);
    return run;
  }

  async #renderAndKeep(pathname: string): Promise<Visit> {
    const edition = this.#edition();
    try {
      const response = await this.#options.render(pathname);
      if (response.status >= 500) throw new Error(`rendering ended in ${response.status}`);
      if (response.status !== 200) {
        this.#memory.forget(pathname);
        return { kind: 'response', response };
      }
      const page = await this.#encode(pathname, response);
      this.#memory.keep(pathname, { page, edition, trueUntil: this.#trueUntil(response), retryAt: 0 });
      return { kind: 'page', page };
    } catch (error) {
      this.#options.log.error({ err: error, pathname }, 'a public page could not be rendered');
      const kept = this.#memory.get(pathname);
      if (!kept) return { kind: 'unavailable' };
      this.#memory.keep(pathname, { ...kept, retryAt: this.#options.now() + RETRY_MS });
      return { kind: 'page', page: kept.page };
    }
  }

  /** However soon a page says that it ceases to be true, it is not made anew all the time. */
  #trueUntil(response: Response): number {
    const told = response.headers.get(TRUE_UNTIL);
    return told === null ? Number.POSITIVE_INFINITY : Math.max(Number(told), this.#options.now() + WATCH_MS);
  }

  async #encode(pathname: string, response: Response): Promise<PublishedPage> {
    const body = Buffer.from(await response.arrayBuffer());
    const headers = [...response.headers].filter(([name]) => !NOT_KEPT.includes(name));
    const before = this.#memory.get(pathname)?.page;
    const encoded = before?.encoded.identity.bytes.equals(body) ? before.encoded : await encodePage(body);
    return { headers, encoded };
  }
}
