import type { ParsedFeed } from './provider-incident.ts';

export interface GoogleOptions {
  /** Told apart by the products when left out: `google-workspace` or `google-cloud`. */
  readonly provider?: string;
}

/** Reads a Google `incidents.json`; never throws. */
export function parseGoogleIncidents(_json: unknown, _options: GoogleOptions = {}): ParsedFeed {
  return { incidents: [], rejected: [] };
}
