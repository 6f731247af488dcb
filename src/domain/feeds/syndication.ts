import type { Instant } from '../time.ts';
import type { IncidentStage } from '../words.ts';
import { buildPhases } from './build-phases.ts';
import { LIMITS } from './limits.ts';
import { type ParsedFeed, type ProviderIncident, type ProviderProduct, WHOLE_DOCUMENT } from './provider-incident.ts';
import { asObject, type JsonObject, readObjects, readText, readWebAddress } from './read-json.ts';
import { readRows } from './read-rows.ts';
import { type EntryNote, plainText, readEntryNotes } from './syndication-notes.ts';
import { readSyndicationInstant } from './syndication-time.ts';

export interface SyndicationOptions {
  /** The host of the feed when left out. */
  readonly provider?: string;
}

/**
 * Reads the elements of an RSS or Atom feed of a status page: the last resort. It tells neither what is affected nor how badly:
 * an entry whose own labels tell the course of an incident counts as degraded for the page as a whole, any other is an
 * information. Never throws.
 */
export function parseSyndication(xml: unknown, options: SyndicationOptions = {}): ParsedFeed {
  const root = asObject(xml);
  const name = root && nameOf(root);
  const list = name === 'rss' ? childOf(root, 'channel') : name === 'feed' ? root : undefined;
  if (list === undefined) {
    return { incidents: [], rejected: [{ id: WHOLE_DOCUMENT, reason: 'The document is neither RSS nor Atom.' }] };
  }
  const host = URL.parse(linkOf(list) ?? '')?.hostname.replace(/^www\./, '');
  const whole = { key: 'page', name: readText(textOf(list, 'title'), LIMITS.name) || 'The whole page' };
  const page = { provider: options.provider ?? (host || 'feed'), whole };
  const entries = childrenOf(list).filter((child) => nameOf(child) === 'item' || nameOf(child) === 'entry');
  const rows = entries.map((entry) => ({ entry, id: idOf(entry) }));
  return { ...readRows(rows, (row, id) => readEntry(asObject(row['entry']) ?? {}, id, page)), listsOpenOnly: true };
}

interface Page {
  readonly provider: string;
  readonly whole: ProviderProduct;
}

function readEntry(entry: JsonObject, externalId: string, { provider, whole }: Page): ProviderIncident | string {
  const published = instantOf(entry, ['published', 'pubDate', 'date', 'updated']);
  const updated = instantOf(entry, ['updated', 'pubDate', 'date', 'published']);
  if (published === undefined || updated === undefined) return 'Its time is missing or not a time.';
  const html =
    textOf(entry, 'content') || textOf(entry, 'encoded') || textOf(entry, 'description') || textOf(entry, 'summary');
  const notes = readEntryNotes(html, updated);
  const title = readText(plainText(textOf(entry, 'title')), LIMITS.title) || whole.name;
  const story = notes.some((note) => note.isTrouble)
    ? readCourse(notes, whole.key)
    : readWord(html, Math.min(published, updated), updated);
  return {
    provider,
    externalId,
    title,
    lang: 'en',
    url: readWebAddress(linkOf(entry)),
    products: [whole],
    locations: [],
    ...story,
    defects: ['no-product', 'coarse'],
  };
}

type Story = Pick<ProviderIncident, 'impact' | 'stage' | 'startedAt' | 'resolvedAt' | 'updates' | 'phases'>;

/** An incident told step by step, from its oldest step to the one that says it is over. */
function readCourse(notes: readonly EntryNote[], productKey: string): Story {
  const startedAt = notes[0]?.at ?? 0;
  const last = notes.at(-1);
  const resolvedAt = last?.stage === 'resolved' ? last.at : null;
  const span = { startedAt, endedAt: resolvedAt };
  const phases = buildPhases([{ at: startedAt, state: 'degraded', locations: [] }], span);
  return {
    impact: 'minor',
    stage: last?.stage ?? 'investigating',
    startedAt,
    resolvedAt,
    updates: notes.map(({ at, stage, body }, index) => ({ externalId: `${at}.${index}`, at, stage, body })),
    phases: phases.map((phase) => ({ ...phase, products: [productKey] })),
  };
}

/** Something that was said at a time, and is over with it. */
function readWord(html: string, startedAt: Instant, resolvedAt: Instant): Story {
  const body = readText(plainText(html), LIMITS.body);
  const stage: IncidentStage = 'resolved';
  const updates = body === '' ? [] : [{ externalId: String(startedAt), at: startedAt, stage, body }];
  return { impact: 'none', stage, startedAt, resolvedAt, updates, phases: [] };
}

function instantOf(entry: JsonObject, names: readonly string[]): Instant | undefined {
  for (const name of names) {
    const at = readSyndicationInstant(textOf(entry, name));
    if (at !== undefined) return at;
  }
  return undefined;
}

function idOf(entry: JsonObject): string | undefined {
  return readText(textOf(entry, 'id') || textOf(entry, 'guid') || linkOf(entry), 200) || undefined;
}

/** The name without its namespace: feeds of all kinds mix them. */
function nameOf(element: JsonObject): string {
  return readText(element['name'], 100).replace(/^.*:/, '');
}

function childrenOf(element: JsonObject): JsonObject[] {
  return readObjects(element['children'], LIMITS.rows);
}

function childOf(element: JsonObject | undefined, name: string): JsonObject | undefined {
  return element && childrenOf(element).find((child) => nameOf(child) === name);
}

function textOf(element: JsonObject, name: string): string {
  return readText(childOf(element, name)?.['text'], 2 * LIMITS.body);
}

/** Atom links by attribute, RSS by text. */
function linkOf(element: JsonObject): string | undefined {
  const links = childrenOf(element).filter((child) => nameOf(child) === 'link');
  const addresses = links.map((link) => ({ to: asObject(link['attributes']), text: readText(link['text'], 2_000) }));
  const best = addresses.find(({ to }) => to?.['rel'] === 'alternate') ?? addresses[0];
  return readText(best?.to?.['href'], 2_000) || best?.text || undefined;
}
