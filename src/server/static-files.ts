import { fileURLToPath } from 'node:url';
import sirv, { type RequestHandler } from 'sirv';

const CLIENT = fileURLToPath(new URL('../../dist/client', import.meta.url));
const FOREVER = 'public, max-age=31536000, immutable';
const AN_HOUR = 'public, max-age=3600';

/** Serves what was built for browsers; a file under /assets/ has its content's hash in its name. */
export function createStaticFiles(folder: string = CLIENT): RequestHandler {
  const serve = sirv(folder, {
    etag: true,
    gzip: true,
    brotli: true,
    setHeaders: (res, pathname) => {
      res.setHeader('cache-control', pathname.startsWith('/assets/') ? FOREVER : AN_HOUR);
      res.setHeader('vary', 'Accept-Encoding');
    },
  });
  return (req, res, next) => {
    // A file that is gone, or that no descriptor is left for, ends its answer and not the process.
    res.once('pipe', (source) => source.once('error', () => res.destroy()));
    return serve(req, res, next);
  };
}
