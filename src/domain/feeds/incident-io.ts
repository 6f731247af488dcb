import { type Instant, toIso } from '../time.ts';
import type { IncidentImpact, IncidentStage, OutageState } from '../words.ts';
import { buildPhases } from './build-phases.ts';
import { LIMITS } from './limits.ts';
import {
  type ParsedFeed,
  type ProviderIncident,
  type ProviderProduct,
  type ProviderUpdate,
  WHOLE_DOCUMENT,
} from './provider-incident.ts';
import { asObject, type JsonObject, readId, readInstant, readObjects, readText, readWebAddress } from './read-json.ts';
import { readRows } from './read-rows.ts';
import { parseStatuspageIncidents } from './statuspage.ts';

export interface IncidentIoOptions {
  /** The host of the page when left out. */
  readonly provider?: string;
}

const STATES = new Map<string, OutageState>([
  ['degraded_performance', 'degraded'],
  ['partial_outage', 'degraded'],
  ['full_outage', 'down'],
]);

const IMPACTS = new Map<string, IncidentImpact>([
  ['degraded_performance', 'minor'],
  ['partial_outage', 'major'],
  ['full_outage', 'critical'],
]);

const STAGES = new Map<string, IncidentStage>([
  ['investigating', 'investigating'],
  ['identified', 'identified'],
  ['monitoring', 'monitoring'],
]);

/**
 * Reads what a page of incident.io serves: `/api/v2/incidents.json` in the shape of Statuspage, or `/api/v1/summary`, which
 * tells of open incidents alone. Never throws.
 */
export function parseIncidentIo(json: unknown, options: IncidentIoOptions = {}): ParsedFeed {
  const document = asObject(json);
  const rows = document?.['ongoing_incidents'];
  if (document === undefined || !('ongoing_incidents' in document)) return parseStatuspageIncidents(json, options);
  if (rows !== null && !Array.isArray(rows)) {
    return { incidents: [], rejected: [{ id: WHOLE_DOCUMENT, reason: 'The document has no list of incidents.' }] };
  }
  const host = URL.parse(readText(document['page_url'], 2_000))?.hostname.replace(/^www\./, '');
  const provider = options.provider ?? (host || 'incident-io');
  const name = readText(document['page_title'], LIMITS.name) || 'The whole page';
  const page = { provider, whole: { key: 'page', name } };
  return { ...readRows(rows ?? [], (row, id) => readIncident(row, id, page)), listsOpenOnly: true };
}

interface Page {
  readonly provider: string;
  readonly whole: ProviderProduct;
}

function readIncident(row: JsonObject, externalId: string, { provider, whole }: Page): ProviderIncident | string {
  const stage = STAGES.get(readText(row['status'], 50));
  if (stage === undefined) return 'Its status is none that we know.';
  const startedAt = readInstant(row['started_at']) ?? readInstant(row['created_at']) ?? instantOfUlid(externalId);
  if (startedAt === undefined || startedAt === null) return 'It does not tell when it began.';
  const stated = readText(row['current_worst_impact'], 50);
  const affected = readAffected(row, STATES.get(stated) ?? 'degraded');
  const isDown = affected.some(({ state }) => state === 'down');
  const span = { startedAt, endedAt: null };
  const phases = (['down', 'degraded'] as const).flatMap((state) => {
    const keys = affected.filter((one) => one.state === state).map(({ product }) => product.key);
    const of = affected.length === 0 && state === (STATES.get(stated) ?? 'degraded') ? [whole.key] : keys;
    if (of.length === 0) return [];
    return buildPhases([{ at: startedAt, state, locations: [] }], span).map((phase) => ({ ...phase, products: of }));
  });
  const products = affected.map(({ product }) => product);
  return {
    provider,
    externalId,
    title: readText(row['name'], LIMITS.title) || whole.name,
    lang: 'en',
    url: readWebAddress(row['url']),
    impact: IMPACTS.get(stated) ?? (isDown ? 'critical' : 'minor'),
    stage,
    startedAt,
    resolvedAt: null,
    products: products.length > 0 ? products : [whole],
    locations: [],
    updates: readNewest(row, stage),
    phases,
    defects: products.length > 0 ? [] : ['no-product'],
  };
}

interface Affected {
  readonly product: ProviderProduct;
  readonly state: OutageState;
}

/** Components that do not work right now; what they are is the state of the whole incident where they do not tell. */
function readAffected(row: JsonObject, fallback: OutageState): Affected[] {
  const byKey = new Map<string, Affected>();
  for (const component of readObjects(row['affected_components'], LIMITS.products)) {
    const key = readId(component['id']);
    const status = readText(component['current_status'], 50);
    if (key === undefined || status === 'operational' || status === 'under_maintenance') continue;
    const name = readText(component['name'], LIMITS.name) || key;
    byKey.set(key, { product: { key, name }, state: STATES.get(status) ?? fallback });
  }
  return [...byKey.values()];
}

function readNewest(row: JsonObject, stage: IncidentStage): ProviderUpdate[] {
  const at = readInstant(row['last_update_at']);
  const body = readText(row['last_update_message'], LIMITS.body);
  return at === undefined || at === null || body === '' ? [] : [{ externalId: String(at), at, stage, body }];
}

const ULID_DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The instant in which a ULID was made: its first ten digits, in base 32. */
function instantOfUlid(id: string): Instant | undefined {
  if (!/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(id)) return undefined;
  const at = [...id.slice(0, 10)].reduce((sum, digit) => sum * 32 + ULID_DIGITS.indexOf(digit), 0);
  // An instant of another century is the mark of an id that only looks like one.
  return at < 8.64e15 ? (readInstant(toIso(at)) ?? undefined) : undefined;
}
