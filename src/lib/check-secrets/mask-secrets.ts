/** What stands where a secret stood. */
export const MASK = '••••';

/** So many letters of a secret in a row are a part of it: an answer may be cut off, wrapped or chopped anywhere. */
const WINDOW = 6;
/** What is shorter cannot be hidden letter by letter: the gaps would spell it. */
const SHORTEST = 4;
const ALIGNMENTS = 3;

/** Hides secrets in a text by their value, however a server wrote them: plain, quoted, percent-encoded, base64, hex, or cut short. */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  if (secrets.length === 0 || text === '') return text;
  const lower = text.toLowerCase();
  if (secrets.some((secret) => secret.length < SHORTEST && lower.includes(secret.toLowerCase()))) return MASK;
  const hidden = new Uint8Array(lower.length);
  for (const spelling of new Set(secrets.flatMap(spellings))) hide(lower, spelling.toLowerCase(), hidden);
  // Lower case of a few letters is longer than they are: then nothing can be pointed at.
  if (lower.length !== text.length && hidden.includes(1)) return MASK;
  return writeMasked(text, hidden);
}

function hide(text: string, spelling: string, hidden: Uint8Array): void {
  const size = Math.min(WINDOW, spelling.length);
  for (let start = 0; start + size <= spelling.length; start += 1) {
    const part = spelling.slice(start, start + size);
    for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) hidden.fill(1, at, at + size);
  }
}

function writeMasked(text: string, hidden: Uint8Array): string {
  let masked = '';
  for (let at = 0; at < text.length; at += 1) {
    if (hidden[at] !== 1) masked += text[at];
    else if (at === 0 || hidden[at - 1] !== 1) masked += MASK;
  }
  return masked;
}

function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const json = JSON.stringify(secret).slice(1, -1);
  const html = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return [
    secret,
    json,
    encodeURIComponent(secret),
    new URLSearchParams({ s: secret }).toString().slice(2),
    percent,
    html.replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
    bytes.toString('hex'),
    ...base64Spellings(bytes),
  ].filter((spelling) => spelling !== '');
}

/** Inside a longer text base64 depends on where the secret begins; letters that mix with its neighbours are left out. */
function base64Spellings(bytes: Buffer): string[] {
  return Array.from({ length: ALIGNMENTS }, (_, before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const first = Math.ceil((before * 8) / 6);
    const last = Math.floor(((before + bytes.length) * 8) / 6);
    return text.slice(first, last);
  }).flatMap((text) => (text.length < 4 ? [] : [text, text.replaceAll('+', '-').replaceAll('/', '_')]));
}
