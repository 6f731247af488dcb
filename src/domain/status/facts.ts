import type { LocalizedText } from '../localized-text.ts';
import type { AnnouncedSpan } from '../maintenance/spans.ts';
import type { Instant } from '../time.ts';
import type { Rhythm } from '../watching/rhythm.ts';
import type {
  IncidentImpact,
  IncidentStage,
  Language,
  OutageSource,
  OutageState,
  PolledFrom,
  Surface,
} from '../words.ts';

/** How many days the bars show, today included. */
export const BAR_DAYS = 90;

export interface NamedService {
  readonly id: string;
  readonly slug: string;
  readonly names: LocalizedText;
}

export interface Span {
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
}

/** What a check says about how well its service is seen; its target is nobody's business here. */
export interface CheckFacts extends Rhythm {
  readonly surface: Surface;
  readonly polledFrom: PolledFrom;
  readonly createdAt: Instant;
  readonly pausedAt: Instant | null;
  readonly lastSampleAt: Instant | null;
  /** False until it was seen up or its failure is confirmed, and again while nobody could see it. */
  readonly isJudged: boolean;
  /** When it first saw its service work; null: it never did so far. */
  readonly firstUpAt: Instant | null;
  /** Spans in which it could not see its service. */
  readonly gaps: readonly Span[];
}

export interface PhaseFacts extends Span {
  readonly state: OutageState;
  readonly surfaces: readonly Surface[];
  readonly locations: readonly { readonly id: string; readonly title: string }[];
  readonly sharePpm: number | null;
}

export interface OutageFacts extends Span {
  readonly id: string;
  readonly serviceId: string;
  readonly source: OutageSource;
  readonly provider: string | null;
  readonly incidentId: string | null;
  readonly phases: readonly PhaseFacts[];
}

export interface ServiceFacts extends NamedService {
  readonly descriptions: LocalizedText;
  readonly groupId: string | null;
  readonly provider: string | null;
  readonly checks: readonly CheckFacts[];
  /** Deleted ones, paused since: they look no more, but what they saw stands. */
  readonly formerChecks: readonly CheckFacts[];
  readonly outages: readonly OutageFacts[];
  /** Announced, merged, in the order of time. */
  readonly maintenance: readonly AnnouncedSpan[];
}

export interface IncidentFacts {
  readonly id: string;
  /** Null where the product words the title itself. */
  readonly title: string | null;
  readonly lang: Language;
  readonly impact: IncidentImpact;
  readonly stage: IncidentStage;
  readonly startedAt: Instant;
  readonly resolvedAt: Instant | null;
  readonly services: readonly NamedService[];
}

export interface GroupFacts {
  readonly id: string;
  readonly slug: string;
  readonly names: LocalizedText;
}
