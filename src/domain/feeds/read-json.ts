import { type Instant, parseInstant } from '../time.ts';

/** Readers of JSON written by strangers: wrong types count as absent, long texts are cut, nothing throws. */
export type JsonObject = Readonly<Record<string, unknown>>;

const EARLIEST = Date.UTC(1990, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);
const LONGEST_INSTANT = 40;
const LONGEST_ID = 200;
// Databases refuse NUL, and the other control characters do nothing but confuse a reader.
const CONTROL_CHARACTERS = /[^\P{Cc}\t\n\r]/gu;

export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

/** The object members of a list, at most `limit` of them. */
export function readObjects(value: unknown, limit: number): JsonObject[] {
  if (!Array.isArray(value)) return [];
  const objects: JsonObject[] = [];
  for (let index = 0; index < Math.min(value.length, limit); index++) {
    const object = asObject(value[index]);
    if (object) objects.push(object);
  }
  return objects;
}

/** Trimmed text of at most `limit` characters; empty when it is not text. */
export function readText(value: unknown, limit: number): string {
  if (typeof value !== 'string') return '';
  return value.slice(0, limit).toWellFormed().replace(CONTROL_CHARACTERS, '').trim();
}

/** An id; undefined when it is missing, not text, or too long to be one. */
export function readId(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > LONGEST_ID) return undefined;
  return readText(value, LONGEST_ID) || undefined;
}

/** `null` for an instant that is not told (null, absent, empty), undefined for one that cannot be read. */
export function readInstant(value: unknown): Instant | null | undefined {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string' || value.length > LONGEST_INSTANT) return undefined;
  const at = parseInstant(value);
  return at !== undefined && at >= EARLIEST && at < LATEST ? at : undefined;
}

/** A web address as it stands; null for anything that a link must not lead to. */
export function readWebAddress(value: unknown, base?: string): string | null {
  if (typeof value !== 'string' || value.length > 2_000) return null;
  const url = URL.parse(value, base);
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : null;
}
