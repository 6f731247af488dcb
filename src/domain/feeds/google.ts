import type { IncidentImpact, IncidentStage, OutageState } from '../words.ts';
import { buildPhases, type Span, type Statement } from './build-phases.ts';
import { LIMITS } from './limits.ts';
import {
  type ParsedFeed,
  type ProviderDefect,
  type ProviderIncident,
  type ProviderLocation,
  type ProviderPhase,
  type ProviderProduct,
  type ProviderUpdate,
  WHOLE_DOCUMENT,
} from './provider-incident.ts';
import { asObject, type JsonObject, readId, readInstant, readObjects, readText, readWebAddress } from './read-json.ts';
import { readRows } from './read-rows.ts';
import { readSpan } from './read-span.ts';

export interface GoogleOptions {
  /** Told apart by the products when left out: `google-workspace` or `google-cloud`. */
  readonly provider?: string;
}

/** Products whose ids are well attested on the Workspace dashboard: Gmail, Drive, Docs, Calendar, Chat, Meet, Gemini. */
const WORKSPACE_PRODUCTS = new Set([
  'prPt2Yra2CbGsbEm9cpC',
  'VHNA7p3Z5p3iakj5sA8V',
  'wNHuVFtZEWU5Mmj2eRCK',
  'n5hVexuq1PM9onY9qrmo',
  'Ht9Vx5PFzDPHYvrnrvSk',
  'sUH4BQXzYXma7NiS94Hi',
  'npdyhgECDJ6tB66MxXyo',
]);

const DASHBOARDS = new Map<string, string>([
  ['google-workspace', 'https://www.google.com/appsstatus/dashboard/'],
  ['google-cloud', 'https://status.cloud.google.com/'],
]);

const IMPACTS = new Map<string, IncidentImpact>([
  ['SERVICE_INFORMATION', 'none'],
  ['SERVICE_MAINTENANCE', 'none'],
  ['SERVICE_DISRUPTION', 'minor'],
  ['SERVICE_OUTAGE', 'major'],
]);

/** Reads a Google `incidents.json`; never throws. */
export function parseGoogleIncidents(json: unknown, options: GoogleOptions = {}): ParsedFeed {
  const rows = Array.isArray(json) ? json : asObject(json)?.['incidents'];
  if (!Array.isArray(rows)) {
    return {
      incidents: [],
      rejected: [{ id: WHOLE_DOCUMENT, reason: 'The document is not a list of Google incidents.' }],
    };
  }
  const provider = options.provider ?? tellProvider(rows);
  return readRows(rows, (row, id) => readIncident(row, id, provider));
}

function tellProvider(rows: readonly unknown[]): string {
  const isWorkspace = readObjects(rows, 2_000).some((row) =>
    readObjects(row['affected_products'], LIMITS.products).some((product) => {
      const key = readId(product['id']);
      return key !== undefined && WORKSPACE_PRODUCTS.has(key);
    }),
  );
  return isWorkspace ? 'google-workspace' : 'google-cloud';
}

function readIncident(row: JsonObject, externalId: string, provider: string): ProviderIncident | string {
  const impact = IMPACTS.get(readText(row['status_impact'], 50));
  if (impact === undefined) return 'Its status_impact is none that we know.';
  const span = readSpan({ start: row['begin'], fallbackStart: row['created'], end: row['end'] });
  if (typeof span === 'string') return span;
  const notes = readNotes(row, span);
  const products = readProducts(row);
  const locations = uniquePlaces([
    ...readPlaces(row['currently_affected_locations']),
    ...readPlaces(row['previously_affected_locations']),
    ...notes.flatMap((note) => note.locations),
  ]);
  return {
    provider,
    externalId,
    title: readTitle(row, products),
    lang: 'en',
    url: readWebAddress(row['uri'], DASHBOARDS.get(provider)),
    impact,
    stage: stageOf(notes, span),
    startedAt: span.startedAt,
    resolvedAt: span.endedAt,
    products,
    locations,
    updates: notes
      .filter((note) => note.body !== '')
      .map(({ externalId, at, stage, body }) => ({ externalId, at, stage, body })),
    phases: impact === 'none' ? [] : readPhases(impact, notes, { span, products, locations }),
    defects: findDefects(row, notes, span),
  };
}

interface Note extends ProviderUpdate {
  readonly status: string;
  readonly locations: readonly ProviderLocation[];
}

/** The updates, oldest first. They have no id of their own; the instant of writing is machine-made and stays when the text is edited. */
function readNotes(row: JsonObject, span: Span): Note[] {
  const notes = new Map<string, Note>();
  const newestFirst = readObjects(row['updates'], LIMITS.updates);
  for (const update of newestFirst.toReversed()) {
    const created = readInstant(update['created']);
    const at = readInstant(update['when']) ?? created;
    if (at === undefined || at === null) continue;
    const status = readText(update['status'], 50);
    let externalId = String(created ?? at);
    while (notes.has(externalId)) externalId += '+';
    notes.set(externalId, {
      externalId,
      at,
      stage: status === 'AVAILABLE' ? 'monitoring' : 'investigating',
      body: readText(update['text'], LIMITS.body),
      status,
      locations: readPlaces(update['affected_locations']),
    });
  }
  const oldestFirst = [...notes.values()].toSorted((a, b) => a.at - b.at);
  return span.endedAt === null ? oldestFirst : resolveLast(oldestFirst);
}

/** Of an incident that is over, what was said after the last complaint is the resolution. */
function resolveLast(notes: readonly Note[]): Note[] {
  const lastTrouble = notes.findLastIndex((note) => note.status !== 'AVAILABLE');
  return notes.map((note, index) => (index > lastTrouble ? { ...note, stage: 'resolved' } : note));
}

function stageOf(notes: readonly Note[], span: Span): IncidentStage {
  return span.endedAt === null ? (notes.at(-1)?.stage ?? 'investigating') : 'resolved';
}

/** `zall` ("Multiple Products") stands for a list; it counts as a product only when the list is missing. */
function readProducts(row: JsonObject): ProviderProduct[] {
  const products = new Map<string, ProviderProduct>();
  for (const product of readObjects(row['affected_products'], LIMITS.products)) {
    const key = readId(product['id']);
    const name = readText(product['current_title'], LIMITS.name) || readText(product['title'], LIMITS.name);
    if (key !== undefined && !products.has(key)) products.set(key, { key, name: name || key });
  }
  if (products.size > 0) return [...products.values()];
  const key = readId(row['service_key']) ?? 'zall';
  return [{ key, name: readText(row['service_name'], LIMITS.name) || 'Multiple Products' }];
}

/** Workspace writes the title as Markdown into the description; Cloud writes it bare. */
function readTitle(row: JsonObject, products: readonly ProviderProduct[]): string {
  const text = readText(row['external_desc'], 2_000);
  const marked = /^\*{0,2}title(?::\*{0,2}|\*{2}:)\s*([^\n*]+)/i.exec(text)?.[1];
  const title = (marked ?? text.split('\n', 1)[0] ?? '').trim() || products.map((product) => product.name).join(', ');
  return title.length > LIMITS.title ? `${title.slice(0, LIMITS.title - 1).toWellFormed()}…` : title;
}

interface Frame {
  readonly span: Span;
  readonly products: readonly ProviderProduct[];
  readonly locations: readonly ProviderLocation[];
}

function readPhases(
  impact: IncidentImpact,
  notes: readonly Note[],
  { span, products, locations }: Frame,
): ProviderPhase[] {
  const worst: OutageState = impact === 'major' ? 'down' : 'degraded';
  const stated = notes.map(
    (note): Statement => ({ at: note.at, state: stateOf(note.status), locations: note.locations }),
  );
  const firstAffected = stated.findIndex((statement) => statement.state !== null);
  const statements =
    firstAffected === -1 ? [{ at: span.startedAt, state: worst, locations }] : stated.slice(firstAffected);
  // The provider looks back when it types `begin` and `end`: what it first called affected was so since the beginning,
  // and "available" before the end often only means that the case is closed for the public.
  const [first] = statements;
  if (first) statements[0] = { ...first, at: span.startedAt };
  if (span.endedAt !== null) while (statements.at(-1)?.state === null) statements.pop();
  const keys = products.map((product) => product.key);
  return buildPhases(statements, span).map((phase) => ({ ...phase, products: keys }));
}

function stateOf(status: string): OutageState | null {
  if (status === 'SERVICE_OUTAGE') return 'down';
  return status === 'SERVICE_DISRUPTION' ? 'degraded' : null;
}

function readPlaces(value: unknown): ProviderLocation[] {
  const places = readObjects(value, LIMITS.locations).flatMap((place) => {
    const id = readId(place['id']) ?? readId(place['title']);
    return id === undefined ? [] : [{ id, title: readText(place['title'], LIMITS.name) || id }];
  });
  return uniquePlaces(places);
}

function uniquePlaces(places: readonly ProviderLocation[]): ProviderLocation[] {
  const byId = new Map(places.map((place) => [place.id, place] as const));
  return [...byId.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)).slice(0, LIMITS.locations);
}

function findDefects(row: JsonObject, notes: readonly Note[], span: Span): ProviderDefect[] {
  const defects: ProviderDefect[] = [];
  const created = readInstant(row['created']);
  const updates = Array.isArray(row['updates']) ? row['updates'] : [];
  if (span.endedAt === span.startedAt) defects.push('no-length');
  if (readObjects(row['affected_products'], 1).length === 0) defects.push('no-product');
  if (created !== undefined && created !== null && created < span.startedAt) defects.push('created-before-begin');
  if (notes.some((note) => note.at < span.startedAt)) defects.push('update-before-begin');
  if (notes.filter((note) => note.body !== '').length < Math.min(updates.length, LIMITS.updates)) {
    defects.push('unreadable-update');
  }
  if (updates.length > LIMITS.updates || notes.some((note) => note.body.length >= LIMITS.body))
    defects.push('text-cut');
  return defects;
}
