import type { Instant } from '#domain/time';

interface Cursor {
  readonly at: Instant;
  readonly id: string;
}

/** A place in the log as text for an address: `1763800000000.0199…`. */
export function writeCursor({ at, id }: Cursor): string {
  return `${at}.${id}`;
}

/** Reads it back; anything else is no place. */
export function readCursor(text: string | null): Cursor | undefined {
  const [, at, id] = /^(\d{1,15})\.([0-9a-z-]{1,64})$/i.exec(text ?? '') ?? [];
  return at !== undefined && id !== undefined ? { at: Number(at), id } : undefined;
}

/** `invite-member` → `invite member` */
export function wordAction(action: string, words: Readonly<Record<string, string>> = {}): string {
  return (Object.hasOwn(words, action) ? words[action] : undefined) ?? action.replaceAll('-', ' ');
}

/** What changed, as short pairs such as `role: admin`. */
export function wordDetail(detail: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${name}: ${wordValue(value)}`);
}

function wordValue(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(wordValue).join(', ');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
