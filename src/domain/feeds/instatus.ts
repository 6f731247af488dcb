import type { IncidentImpact, IncidentStage, OutageState } from '../words.ts';
import { buildPhases } from './build-phases.ts';
import { LIMITS } from './limits.ts';
import { type ParsedFeed, type ProviderIncident, type ProviderProduct, WHOLE_DOCUMENT } from './provider-incident.ts';
import { asObject, type JsonObject, readId, readText, readWebAddress } from './read-json.ts';
import { readRows } from './read-rows.ts';
import { readSpan } from './read-span.ts';

export interface InstatusOptions {
  /** The host of the page when left out. */
  readonly provider?: string;
}

interface Meaning {
  readonly impact: IncidentImpact;
  readonly state: OutageState | null;
}

const MEANINGS = new Map<string, Meaning>([
  ['OPERATIONAL', { impact: 'none', state: null }],
  ['UNDERMAINTENANCE', { impact: 'none', state: null }],
  ['DEGRADEDPERFORMANCE', { impact: 'minor', state: 'degraded' }],
  ['MINOROUTAGE', { impact: 'minor', state: 'degraded' }],
  ['PARTIALOUTAGE', { impact: 'major', state: 'degraded' }],
  ['MAJOROUTAGE', { impact: 'critical', state: 'down' }],
]);

const STAGES = new Map<string, IncidentStage>([
  ['INVESTIGATING', 'investigating'],
  ['IDENTIFIED', 'identified'],
  ['MONITORING', 'monitoring'],
  ['RESOLVED', 'resolved'],
]);

/** Reads an Instatus `summary.json`, which tells of open incidents of the page as a whole; never throws. */
export function parseInstatus(json: unknown, options: InstatusOptions = {}): ParsedFeed {
  const document = asObject(json);
  const page = asObject(document?.['page']);
  // A page without any trouble leaves the lists out.
  const rows = document?.['activeIncidents'] ?? [];
  if (page === undefined || !Array.isArray(rows)) {
    return { incidents: [], rejected: [{ id: WHOLE_DOCUMENT, reason: 'The document is no summary of Instatus.' }] };
  }
  const host = URL.parse(readText(page['url'], 2_000))?.hostname.replace(/^www\./, '');
  const whole = { key: 'page', name: readText(page['name'], LIMITS.name) || 'The whole page' };
  const provider = options.provider ?? (host || 'instatus');
  const named = rows.slice(0, LIMITS.rows).map(withId);
  return { ...readRows(named, (row, id) => readIncident(row, id, { provider, whole })), listsOpenOnly: true };
}

interface Page {
  readonly provider: string;
  readonly whole: ProviderProduct;
}

/** Older pages give an incident no id; then the last part of its address is one. */
function withId(value: unknown): unknown {
  const row = asObject(value);
  if (row === undefined || readId(row['id']) !== undefined) return value;
  const path = URL.parse(readText(row['url'], 2_000))?.pathname ?? '';
  return { ...row, id: path.split('/').at(-1) };
}

function readIncident(row: JsonObject, externalId: string, { provider, whole }: Page): ProviderIncident | string {
  const stage = STAGES.get(readText(row['status'], 50));
  if (stage === undefined) return 'Its status is none that we know.';
  const isOver = stage === 'resolved';
  const end = isOver ? (row['resolved'] ?? row['updatedAt']) : null;
  const span = readSpan({ start: row['started'], fallbackStart: row['createdAt'], end });
  if (typeof span === 'string') return span;
  if (isOver && span.endedAt === null) return 'It is resolved, but does not say when.';
  const meaning = MEANINGS.get(readText(row['impact'], 50)) ?? { impact: 'minor', state: 'degraded' };
  const { impact, state } = meaning;
  const phases = buildPhases([{ at: span.startedAt, state, locations: [] }], span);
  return {
    provider,
    externalId,
    title: readText(row['name'], LIMITS.title) || whole.name,
    lang: 'en',
    url: readWebAddress(row['url']),
    impact,
    stage,
    startedAt: span.startedAt,
    resolvedAt: span.endedAt,
    products: [whole],
    locations: [],
    updates: [],
    phases: phases.map((phase) => ({ ...phase, products: [whole.key] })),
    defects: ['no-product', ...(span.endedAt === span.startedAt ? (['no-length'] as const) : [])],
  };
}
