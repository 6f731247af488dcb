import type { ServerResponse } from 'node:http';
import { chooseEncoding } from './encode-page.ts';
import type { PublishedPage } from './publisher.ts';

const CACHE_CONTROL = 'public, max-age=0, s-maxage=10, stale-while-revalidate=60, stale-if-error=86400';

/** Answers a visit from memory: 304 when the visitor has these very bytes, else the encoding he takes. */
export function sendPage(res: ServerResponse, page: PublishedPage): void {
  const encoding = chooseEncoding(res.req.headers['accept-encoding']);
  const { bytes, etag } = page.encoded[encoding];
  for (const [name, value] of page.headers) res.setHeader(name, value);
  res.setHeader('cache-control', CACHE_CONTROL);
  res.setHeader('vary', 'Accept-Encoding');
  res.setHeader('etag', etag);
  if (matches(res.req.headers['if-none-match'], etag)) {
    res.statusCode = 304;
    res.end();
    return;
  }
  if (encoding !== 'identity') res.setHeader('content-encoding', encoding);
  res.setHeader('content-length', bytes.length);
  res.end(res.req.method === 'HEAD' ? undefined : bytes);
}

function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (!ifNoneMatch) return false;
  return ifNoneMatch.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag);
}
