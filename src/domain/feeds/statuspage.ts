import type { IncidentImpact, IncidentStage } from '../words.ts';
import type { Span } from './build-phases.ts';
import { LIMITS } from './limits.ts';
import {
  type ParsedFeed,
  type ProviderDefect,
  type ProviderIncident,
  type ProviderProduct,
  WHOLE_DOCUMENT,
} from './provider-incident.ts';
import { asObject, type JsonObject, readId, readInstant, readObjects, readText, readWebAddress } from './read-json.ts';
import { readRows } from './read-rows.ts';
import { readSpan } from './read-span.ts';
import { raiseImpact, readChanges, type StatuspageNote, statuspagePhases } from './statuspage-phases.ts';

export interface StatuspageOptions {
  /** The host of the page when left out. */
  readonly provider?: string;
}

const IMPACTS = new Map<string, IncidentImpact>([
  ['none', 'none'],
  ['maintenance', 'none'],
  ['minor', 'minor'],
  ['major', 'major'],
  ['critical', 'critical'],
]);

const STAGES = new Map<string, IncidentStage>([
  ['investigating', 'investigating'],
  ['identified', 'identified'],
  ['monitoring', 'monitoring'],
  ['resolved', 'resolved'],
  ['postmortem', 'resolved'],
  ['scheduled', 'investigating'],
  ['in_progress', 'identified'],
  ['verifying', 'monitoring'],
  ['completed', 'resolved'],
]);

/** Reads a Statuspage `incidents.json`, `summary.json` or a list of its incidents; never throws. */
export function parseStatuspageIncidents(json: unknown, options: StatuspageOptions = {}): ParsedFeed {
  const document = asObject(json);
  // incident.io serves the same contract with null for an empty list.
  const rows = Array.isArray(json)
    ? json
    : document && 'incidents' in document
      ? (document['incidents'] ?? [])
      : undefined;
  if (!Array.isArray(rows)) {
    return {
      incidents: [],
      rejected: [{ id: WHOLE_DOCUMENT, reason: 'The document has no list of Statuspage incidents.' }],
    };
  }
  const page = readPage(asObject(document?.['page']), options.provider);
  const read = readRows(rows, (row, id) => readIncident(row, id, page));
  return isSummary(document) ? { ...read, listsOpenOnly: true } : read;
}

/** A summary tells of open incidents alone, beside the state of the page as a whole. */
function isSummary(document: JsonObject | undefined): boolean {
  return asObject(document?.['status']) !== undefined && Array.isArray(document?.['scheduled_maintenances']);
}

interface Page {
  readonly provider: string;
  /** Stands in for the products of an incident that names none. */
  readonly whole: ProviderProduct;
}

function readPage(page: JsonObject | undefined, provider: string | undefined): Page {
  const host = URL.parse(readText(page?.['url'], 2_000))?.hostname.replace(/^www\./, '');
  const name = readText(page?.['name'], LIMITS.name) || 'The whole page';
  return { provider: provider ?? (host || 'statuspage'), whole: { key: readId(page?.['id']) ?? 'page', name } };
}

function readIncident(row: JsonObject, externalId: string, page: Page): ProviderIncident | string {
  const stage = STAGES.get(readText(row['status'], 50));
  if (stage === undefined) return 'Its status is none that we know.';
  const notes = readNotes(row);
  const isOver = stage === 'resolved';
  const span = readSpan({
    start: row['started_at'],
    fallbackStart: row['created_at'],
    end: isOver ? (row['resolved_at'] ?? lastWord(row)) : null,
  });
  if (typeof span === 'string') return span;
  if (isOver && span.endedAt === null) return 'It is resolved, but does not say when.';
  const stated = IMPACTS.get(readText(row['impact'], 50)) ?? 'minor';
  const products = readProducts(row, notes, page);
  const impact = readText(row['impact'], 50) === 'maintenance' ? 'none' : raiseImpact(stated, notes);
  return {
    provider: page.provider,
    externalId,
    title: readText(row['name'], LIMITS.title) || products.map((product) => product.name).join(', '),
    lang: 'en',
    url: readWebAddress(row['shortlink']),
    impact,
    stage,
    startedAt: span.startedAt,
    resolvedAt: span.endedAt,
    products,
    locations: [],
    updates: notes
      .filter((note) => note.body !== '')
      .map(({ externalId, at, stage, body }) => ({ externalId, at, stage, body })),
    phases: impact === 'none' ? [] : statuspagePhases(impact, notes, { span, products }),
    defects: findDefects(row, notes, span),
  };
}

/** When the newest update was shown, for incidents that are resolved without saying when. */
function lastWord(row: JsonObject): unknown {
  const [newest] = readObjects(row['incident_updates'], 1);
  return newest?.['display_at'] ?? newest?.['created_at'] ?? row['updated_at'];
}

/** The updates, oldest first. */
function readNotes(row: JsonObject): StatuspageNote[] {
  const notes = new Map<string, StatuspageNote>();
  for (const update of readObjects(row['incident_updates'], LIMITS.updates).toReversed()) {
    const externalId = readId(update['id']);
    const at = readInstant(update['display_at']) ?? readInstant(update['created_at']);
    if (externalId === undefined || at === undefined || at === null) continue;
    notes.set(externalId, {
      externalId,
      at,
      stage: STAGES.get(readText(update['status'], 50)) ?? 'investigating',
      body: readText(update['body'], LIMITS.body),
      changes: readChanges(update['affected_components']),
    });
  }
  return [...notes.values()].toSorted((a, b) => a.at - b.at);
}

function readProducts(row: JsonObject, notes: readonly StatuspageNote[], page: Page): ProviderProduct[] {
  const products = new Map<string, ProviderProduct>();
  for (const component of readObjects(row['components'], LIMITS.products)) {
    const key = readId(component['id']);
    if (key !== undefined) products.set(key, { key, name: readText(component['name'], LIMITS.name) || key });
  }
  for (const { product } of notes.flatMap((note) => note.changes)) {
    if (!products.has(product.key) && products.size < LIMITS.products) products.set(product.key, product);
  }
  return products.size > 0 ? [...products.values()] : [page.whole];
}

function findDefects(row: JsonObject, notes: readonly StatuspageNote[], span: Span): ProviderDefect[] {
  const defects: ProviderDefect[] = [];
  const updates = Array.isArray(row['incident_updates']) ? row['incident_updates'] : [];
  const namesProduct = readObjects(row['components'], 1).length > 0 || notes.some((note) => note.changes.length > 0);
  if (span.endedAt === span.startedAt) defects.push('no-length');
  if (!namesProduct) defects.push('no-product');
  if (notes.some((note) => note.at < span.startedAt)) defects.push('update-before-begin');
  if (notes.filter((note) => note.body !== '').length < Math.min(updates.length, LIMITS.updates)) {
    defects.push('unreadable-update');
  }
  if (updates.length > LIMITS.updates || notes.some((note) => note.body.length >= LIMITS.body))
    defects.push('text-cut');
  return defects;
}
