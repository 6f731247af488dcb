import type { Instant } from '../time.ts';
import type { IncidentImpact, IncidentStage, Language, OutageState } from '../words.ts';

/** One incident as a provider tells it, read from any of the feeds we know; what is owed and what is shown is decided elsewhere. */
export interface ProviderIncident {
  /** Whose incident it is, e.g. `google-workspace`; together with `externalId` its identity. */
  readonly provider: string;
  readonly externalId: string;
  readonly title: string;
  readonly lang: Language;
  readonly url: string | null;
  /** `none` is an information: it has no phases and means no outage. */
  readonly impact: IncidentImpact;
  readonly stage: IncidentStage;
  readonly startedAt: Instant;
  readonly resolvedAt: Instant | null;
  readonly products: readonly ProviderProduct[];
  readonly locations: readonly ProviderLocation[];
  /** Oldest first. */
  readonly updates: readonly ProviderUpdate[];
  /** Oldest first; those of one product do not overlap. */
  readonly phases: readonly ProviderPhase[];
  readonly defects: readonly ProviderDefect[];
}

export interface ProviderProduct {
  readonly key: string;
  readonly name: string;
}

export interface ProviderLocation {
  readonly id: string;
  readonly title: string;
}

export interface ProviderUpdate {
  readonly externalId: string;
  readonly at: Instant;
  readonly stage: IncidentStage;
  readonly body: string;
}

export interface ProviderPhase {
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly state: OutageState;
  /** Keys of the products that were in this state. */
  readonly products: readonly string[];
  readonly locations: readonly ProviderLocation[];
}

/** What is odd about a row that is kept all the same, with a sentence for the report. */
export const PROVIDER_DEFECTS = {
  'no-length': 'It ends in the instant it starts: kept as an incident without an outage.',
  'no-product': 'It names no product: it counts for the page as a whole.',
  'created-before-begin': 'It was written down before it began.',
  'update-before-begin': 'An update is older than the beginning.',
  'unreadable-update': 'An update without a readable time or text was left out.',
  'text-cut': 'A text or list was longer than we keep and was cut.',
  coarse: 'Its feed tells neither what is affected nor how badly.',
} as const;
export type ProviderDefect = keyof typeof PROVIDER_DEFECTS;

export interface RejectedRow {
  /** The row's own id, or its place in the document (`#3`). */
  readonly id: string;
  readonly reason: string;
}

export interface ParsedFeed {
  readonly incidents: readonly ProviderIncident[];
  readonly rejected: readonly RejectedRow[];
  /** The document tells of what is open or new: an open incident that it no longer names is over. */
  readonly listsOpenOnly?: true;
}

/** The place of a document that is no feed of the kind at all. */
export const WHOLE_DOCUMENT = '#0';

/** Why nothing could be read from a document; undefined when it is a feed, though rows of it may be bad. */
export function problemOfDocument({ rejected }: ParsedFeed): string | undefined {
  return rejected.find((row) => row.id === WHOLE_DOCUMENT)?.reason;
}

/** The phases in which one product was affected. */
export function phasesOfProduct(incident: ProviderIncident, productKey: string): ProviderPhase[] {
  return incident.phases.filter((phase) => phase.products.includes(productKey));
}
