import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

export type Encoding = 'br' | 'gzip' | 'identity';

interface Representation {
  readonly bytes: Buffer;
  /** Strong: made from exactly these bytes. */
  readonly etag: string;
}

export type EncodedPage = Readonly<Record<Encoding, Representation>>;

/** Compresses a page once for all its visits. */
export async function encodePage(identity: Buffer): Promise<EncodedPage> {
  const [br, gz] = await Promise.all([
    brotli(identity, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 9,
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_SIZE_HINT]: identity.length,
      },
    }),
    zip(identity, { level: 9 }),
  ]);
  return { identity: represent(identity), br: represent(br), gzip: represent(gz) };
}

/** Browsers send a handful of different headers; what others make up does not fill the memory. */
const CHOSEN = new Map<string, Encoding>();
const MOST_CHOSEN = 100;

/** The best encoding a visitor takes; `q=0` refuses one. */
export function chooseEncoding(acceptEncoding: string | undefined): Encoding {
  if (!acceptEncoding) return 'identity';
  const known = CHOSEN.get(acceptEncoding);
  if (known) return known;
  const chosen = readAcceptEncoding(acceptEncoding);
  if (CHOSEN.size < MOST_CHOSEN) CHOSEN.set(acceptEncoding, chosen);
  return chosen;
}

function readAcceptEncoding(acceptEncoding: string): Encoding {
  const accepted = new Set(
    acceptEncoding
      .toLowerCase()
      .split(',')
      .map((part) => part.trim())
      .filter((part) => !/;\s*q=0(?:\.0*)?$/.test(part))
      .map((part) => part.split(';')[0]?.trim() ?? ''),
  );
  if (accepted.has('br')) return 'br';
  return accepted.has('gzip') ? 'gzip' : 'identity';
}

function represent(bytes: Buffer): Representation {
  return { bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"` };
}
