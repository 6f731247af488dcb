/** What may be attached to a claim, by the ending of its name and by its bytes; both have to agree. */
const KINDS: Readonly<Record<string, { readonly mediaType: string; readonly looksRight: (bytes: Buffer) => boolean }>> =
  {
    txt: { mediaType: 'text/plain', looksRight: isText },
    log: { mediaType: 'text/plain', looksRight: isText },
    csv: { mediaType: 'text/csv', looksRight: isText },
    json: { mediaType: 'application/json', looksRight: isJson },
    har: { mediaType: 'application/json', looksRight: isHar },
    png: { mediaType: 'image/png', looksRight: isPng },
    jpg: { mediaType: 'image/jpeg', looksRight: isJpeg },
    jpeg: { mediaType: 'image/jpeg', looksRight: isJpeg },
    pdf: { mediaType: 'application/pdf', looksRight: isPdf },
  };

export type AttachmentType =
  | { readonly kind: 'text' | 'json' | 'binary'; readonly mediaType: string }
  | { readonly kind: 'refused'; readonly why: 'ending' | 'content' };

/** Judges a file; one that is two formats at once is refused. */
export function attachmentType(name: string, bytes: Buffer): AttachmentType {
  const ending = /\.([a-z]{3,4})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const found = Object.hasOwn(KINDS, ending) ? KINDS[ending] : undefined;
  if (!found) return { kind: 'refused', why: 'ending' };
  if (!found.looksRight(bytes)) return { kind: 'refused', why: 'content' };
  const { mediaType } = found;
  if (mediaType === 'application/json') return { kind: 'json', mediaType };
  return { kind: mediaType.startsWith('text/') ? 'text' : 'binary', mediaType };
}

/** The last part of a path that some browsers send, without what could steer a header, a file system or a screen. */
export function displayName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  const plain = last
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}"<>|:*?]/gu, '')
    .replace(/^\.+/, '')
    .trim();
  const ending = /\.[a-z]{3,4}$/i.exec(plain)?.[0] ?? '';
  return `${plain.slice(0, plain.length - ending.length).slice(0, 100) || 'file'}${ending}`;
}

function isText(bytes: Buffer): boolean {
  if (bytes.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

function isJson(bytes: Buffer): boolean {
  return isText(bytes) && parseJson(bytes) !== undefined;
}

function isHar(bytes: Buffer): boolean {
  if (!isText(bytes)) return false;
  const document = parseJson(bytes);
  if (typeof document !== 'object' || document === null || !('log' in document)) return false;
  const { log } = document;
  return typeof log === 'object' && log !== null && 'entries' in log && Array.isArray(log.entries);
}

const PNG_BEGIN = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const PNG_END = Buffer.from([0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82]);
const ZIP_END = Buffer.from([0x50, 0x4b, 0x05, 0x06]);

function isPng(bytes: Buffer): boolean {
  return bytes.subarray(0, 8).equals(PNG_BEGIN) && bytes.subarray(-8).equals(PNG_END) && !isZip(bytes);
}

function isJpeg(bytes: Buffer): boolean {
  const begins = bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
  return begins && bytes.at(-2) === 0xff && bytes.at(-1) === 0xd9 && !isZip(bytes);
}

function isPdf(bytes: Buffer): boolean {
  const begins = bytes.subarray(0, 5).toString('latin1') === '%PDF-';
  return begins && /%%EOF\s*$/.test(bytes.subarray(-64).toString('latin1')) && !isZip(bytes);
}

/** A ZIP is known by its end: its directory may follow anything, even a picture. */
function isZip(bytes: Buffer): boolean {
  return bytes.subarray(-65_557).includes(ZIP_END);
}
