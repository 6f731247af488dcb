import { fileURLToPath } from 'node:url';
import sirv, { type RequestHandler } from 'sirv';

const CLIENT = fileURLToPath(new URL('../../dist/client', import.meta.url));
const FOREVER = 'public, max-age=31536000, immutable';
const AN_HOUR = 'public, max-age=3600';

/** Serves what was built for browsers; a file under /assets/ has its content's hash in its name. */
export function createStaticFiles(): RequestHandler {
  return sirv(CLIENT, {
    etag: true,
    gzip: true,
    brotli: true,
    setHeaders: (res, pathname) => {
      res.setHeader('cache-control', pathname.startsWith('/assets/') ? FOREVER : AN_HOUR);
      res.setHeader('vary', 'Accept-Encoding');
    },
  });
}
