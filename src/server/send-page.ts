import type { ServerResponse } from 'node:http';
import { chooseEncoding, type Encoding } from './encode-page.ts';
import type { PublishedPage } from './publisher.ts';

const CACHE_CONTROL = 'public, max-age=0, s-maxage=10, stale-while-revalidate=60, stale-if-error=86400';

type HeaderSet = Readonly<Record<string, string | number>>;

/** Answers visits from memory with headers that are put together once for each page and encoding. */
export class PageSender {
  readonly #baseline: Readonly<Record<string, string>>;
  readonly #headers = new WeakMap<PublishedPage, Partial<Record<Encoding, HeaderSet>>>();

  constructor(baseline: Readonly<Record<string, string>>) {
    this.#baseline = baseline;
  }

  /** 304 when the visitor has these very bytes, else the encoding he takes. */
  send(res: ServerResponse, page: PublishedPage): void {
    const { headers: asked, method } = res.req;
    const encoding = chooseEncoding(asked['accept-encoding']);
    const { bytes, etag } = page.encoded[encoding];
    const headers = this.#headersOf(page, encoding);
    if (matches(asked['if-none-match'], etag)) {
      const { 'content-length': _, 'content-encoding': __, ...kept } = headers;
      res.writeHead(304, kept).end();
      return;
    }
    res.writeHead(200, headers).end(method === 'HEAD' ? undefined : bytes);
  }

  #headersOf(page: PublishedPage, encoding: Encoding): HeaderSet {
    const known = this.#headers.get(page) ?? {};
    this.#headers.set(page, known);
    known[encoding] ??= {
      ...this.#baseline,
      ...Object.fromEntries(page.headers),
      'cache-control': CACHE_CONTROL,
      vary: 'Accept-Encoding',
      etag: page.encoded[encoding].etag,
      ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
      'content-length': page.encoded[encoding].bytes.length,
    };
    return known[encoding];
  }
}

function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (!ifNoneMatch) return false;
  return ifNoneMatch.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag);
}
