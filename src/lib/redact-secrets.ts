import { findJsonSecrets } from './find-json-secrets.ts';
import { readJsonNodes } from './json-node.ts';
import { type RedactedText, redactHeaderLines } from './redact-header-lines.ts';
import { REMOVED } from './secret-names.ts';

export interface Redacted {
  readonly bytes: Buffer;
  /** How many values were taken out. */
  readonly count: number;
}

/** Takes what signs somebody in out of a text: values of Authorization, Cookie and Set-Cookie. */
export function redactText(bytes: Buffer): Redacted {
  return asBytes(bytes, redactAnyText(bytes.toString('utf8')));
}

/** The same in a JSON document, such as a HAR, at any depth; all else stays as it was written. */
export function redactJson(bytes: Buffer): Redacted {
  return asBytes(bytes, redactDocument(bytes.toString('utf8')));
}

function asBytes(bytes: Buffer, { text, count }: RedactedText): Redacted {
  return { bytes: count === 0 ? bytes : Buffer.from(text), count };
}

function redactDocument(text: string): RedactedText {
  const { secrets, strings } = findJsonSecrets(readJsonNodes(text), text);
  const changes = secrets.map(({ start, end }) => ({ start, end, by: JSON.stringify(REMOVED), count: 1 }));
  for (const { start, end } of strings) {
    const redacted = redactAnyText(JSON.parse(text.slice(start, end)));
    if (redacted.count > 0) changes.push({ start, end, by: JSON.stringify(redacted.text), count: redacted.count });
  }
  const parts: string[] = [];
  let from = 0;
  for (const { start, end, by } of changes.toSorted((a, b) => a.start - b.start)) {
    parts.push(text.slice(from, start), by);
    from = end;
  }
  return { text: parts.concat(text.slice(from)).join(''), count: changes.reduce((sum, { count }) => sum + count, 0) };
}

/** A text may be a document as a whole, or have one on each line. */
function redactAnyText(text: string): RedactedText {
  if (isDocument(text)) return redactDocument(text);
  if (!/^[^\S\n]*[[{]/m.test(text)) return redactHeaderLines(text);
  let count = 0;
  const lines = text.split('\n').map((line) => {
    if (!isDocument(line)) return line;
    const redacted = redactDocument(line);
    count += redacted.count;
    return redacted.text;
  });
  const rest = redactHeaderLines(lines.join('\n'));
  return { text: rest.text, count: count + rest.count };
}

function isDocument(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text.replace(/^\ufeff/, ''));
    return true;
  } catch {
    return false;
  }
}
