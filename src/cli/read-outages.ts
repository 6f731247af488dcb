import { parseGoogleIncidents } from '#domain/feeds/google';
import type { ParsedFeed } from '#domain/feeds/provider-incident';
import { parseStatuspageIncidents } from '#domain/feeds/statuspage';
import type { OutageRow } from '#domain/sla/assessment';
import { providerRows } from '#domain/sla/provider-rows';
import { readOutageRow } from '#lib/outage-row-schema';
import { parseJson } from '#lib/parse-json';
import { CommandLineError } from './command-line-error.ts';

export interface ReadOutages {
  readonly kind: 'rows' | 'document';
  readonly rows: readonly OutageRow[];
  readonly leftOut: readonly string[];
}

const GOOGLE_KEYS = ['affected_products', 'external_desc', 'service_key', 'status_impact', 'begin'];
const STATUSPAGE_KEYS = ['incident_updates', 'impact', 'created_at', 'started_at', 'shortlink'];

/** Reads an outage list or a provider's incident document, told apart by shape; `name` is what a refusal calls it. */
export function readOutages(text: string, name: string): ReadOutages {
  const json = parseJson(text);
  if (!json.ok) throw new CommandLineError(`${name} is not valid JSON: ${json.reason}.`);
  const list = Array.isArray(json.value) ? json.value : incidentsOf(json.value);
  if (!list) throw new CommandLineError(unknownShape(name));
  const sample = list.find((item) => typeof item === 'object' && item !== null) ?? {};
  if (has(sample, ['service', 'startedAt']) && Array.isArray(json.value)) return readRows(list, name);
  if (has(sample, GOOGLE_KEYS)) return fromFeed(parseGoogleIncidents(json.value));
  if (has(sample, STATUSPAGE_KEYS)) return fromFeed(parseStatuspageIncidents(asDocument(json.value)));
  if (Array.isArray(json.value)) return readRows(list, name);
  if (list.length === 0) return { kind: 'document', rows: [], leftOut: [] };
  throw new CommandLineError(unknownShape(name));
}

function unknownShape(name: string): string {
  return `${name} is neither a list of outages nor a Google or Statuspage incidents document.`;
}

function incidentsOf(value: unknown): unknown[] | undefined {
  if (typeof value !== 'object' || value === null || !('incidents' in value)) return undefined;
  return Array.isArray(value.incidents) ? value.incidents : undefined;
}

function asDocument(value: unknown): unknown {
  return Array.isArray(value) ? { incidents: value } : value;
}

function has(sample: unknown, keys: readonly string[]): boolean {
  return typeof sample === 'object' && sample !== null && keys.some((key) => key in sample);
}

function readRows(list: readonly unknown[], name: string): ReadOutages {
  const rows = list.map((value, index) => {
    const read = readOutageRow(value);
    if (!read.ok) throw new CommandLineError(`${name}, row ${index + 1}: ${read.reason}.`);
    return read.row;
  });
  return { kind: 'rows', rows, leftOut: [] };
}

function fromFeed({ incidents, rejected }: ParsedFeed): ReadOutages {
  const { rows, leftOut } = providerRows(incidents);
  return { kind: 'document', rows, leftOut: [...rejected.map(({ id, reason }) => `${id}: ${reason}`), ...leftOut] };
}
