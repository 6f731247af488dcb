import { type Instant, toIso } from '#domain/time';

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
    .map(([name, value]) => `${wordName(name)}: ${wordValue(value, name)}`);
}

/** `startedAt` → `started at` */
function wordName(name: string): string {
  return name.replaceAll(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const FIRST_INSTANT = Date.parse('2000-01-01T00:00:00Z');
const LAST_INSTANT = Date.parse('2200-01-01T00:00:00Z');

/** Times as times; ids by their last characters, which tell them apart. */
function wordValue(value: unknown, name: string): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map((one) => wordValue(one, name)).join(', ');
  if (typeof value === 'object' && value !== null) return `(${wordDetail({ ...value }).join(', ')})`;
  if (typeof value === 'number' && isInstant(value, name)) return `${toIso(value).slice(0, 16).replace('T', ' ')} UTC`;
  return UUID.test(String(value)) ? `…${String(value).slice(-6)}` : String(value);
}

function isInstant(value: number, name: string): boolean {
  return /(At|Start|End|Until|From)$|^(at|from|to|until)$/.test(name) && value > FIRST_INSTANT && value < LAST_INSTANT;
}
