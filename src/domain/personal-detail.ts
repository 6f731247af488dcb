/** What a line of the audit log says, in two halves: facts that stay, and texts that may name a person. */
export interface SplitDetail {
  readonly facts: Readonly<Record<string, unknown>>;
  readonly personal: Readonly<Record<string, unknown>>;
}

/** Under these names stand words of our own vocabularies, never what a person typed. */
const WORDS = new Set([
  'answer',
  'channel',
  'currency',
  'decision',
  'direction',
  'kind',
  'lang',
  'month',
  'priority',
  'role',
  'roles',
  'stage',
  'state',
  'unit',
  'visibility',
  'was',
]);

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const WORD = /^[a-z0-9-]{1,40}$/i;

/** Keeps numbers, ids and words of our vocabularies; everything else may name a person. */
export function splitDetail(detail: Readonly<Record<string, unknown>>): SplitDetail {
  const facts: Record<string, unknown> = {};
  const personal: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(detail)) {
    if (isFact(name, value)) facts[name] = value;
    else personal[name] = value;
  }
  return { facts, personal };
}

function isFact(name: string, value: unknown): boolean {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return true;
  if (typeof value === 'string') return ID.test(value) || (WORDS.has(name) && WORD.test(value));
  if (Array.isArray(value)) return value.every((one) => isFact(name, one));
  if (typeof value !== 'object') return value === undefined;
  return Object.entries(value).every(([inner, one]) => isFact(inner, one));
}
