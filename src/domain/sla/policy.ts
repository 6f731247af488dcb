import type { OutageSource, Surface } from '../words.ts';

/** A decimal number as text, e.g. `99.9`: bounds are never floating point. */
export type DecimalText = string;

/** A sentence or name in the languages of the product; English is always there. */
export interface LocalText {
  readonly en: string;
  readonly fr?: string | undefined;
}

/** One version of an agreement's terms. */
export interface SlaPolicy {
  /** The key people name it by, e.g. `google-workspace`. */
  readonly id: string;
  readonly version: number;
  readonly name: string;
  /** `YYYY-MM-DD` from which this version holds. */
  readonly effectiveFrom: string;
  readonly terms: PolicyTerms;
}

export interface PolicyTerms {
  /** Promised uptime in percent; null where the contract names no figure. */
  readonly target: DecimalText | null;
  readonly window: WindowRule;
  /** What the contract divides: what of it cannot be known from outages is computed in time, and said. */
  readonly measure: Measure;
  /** Of `interval-error-rate`: the length of one interval; five minutes where it is not said. */
  readonly intervalMinutes?: number | undefined;
  readonly scope: Scope;
  readonly services: ServiceRule;
  readonly downtime: DowntimeRule;
  readonly maintenance: MaintenanceRule;
  /** What the contract takes out without a formula; each becomes an assumption. */
  readonly exclusions: readonly LocalText[];
  readonly tiers: readonly Tier[];
  readonly credit: CreditRule;
  readonly cap: CapRule | null;
  readonly claim: ClaimRule;
  readonly verification: readonly VerificationNote[];
}

export type Measure = 'time' | 'user-minutes' | 'requests' | 'interval-error-rate';

/** Each service earns for itself, or the worst alone, or all together count as one that is up only while every service is. */
export type Scope = 'per-service' | 'worst-service' | 'union-of-services';

export type WindowKind = 'calendar-month' | 'calendar-quarter' | 'fiscal-quarter' | 'billing-month' | 'rolling-days';

export interface WindowRule {
  readonly kind: WindowKind;
  readonly zone: string;
  /** Whether the contract names the zone; otherwise it is an assumption. */
  readonly zoneStated: boolean;
  /** Of a billing month: the day it begins (1–31, in a shorter month its last day); null when only the customer's invoice knows it. */
  readonly anchorDay: number | null;
  /** Of fiscal quarters: the month in which the year begins (1–12). */
  readonly firstMonth: number | null;
  /** Of rolling days: how many, ending with the last day of the month that names the window. */
  readonly days?: number | undefined;
  /** Of rolling days under a contract: the day from which on they are counted in runs, each day in one of them. */
  readonly firstDay?: string | undefined;
}

export interface ServiceRule {
  readonly covered: readonly CoveredService[];
  readonly notCovered: readonly NotCoveredService[];
  /** What a service is that neither list names. */
  readonly others: 'not-covered' | 'assumed-covered';
}

export interface CoveredService {
  readonly name: string;
  readonly aliases: readonly string[];
}

export interface NotCoveredService extends CoveredService {
  readonly reason: LocalText;
}

/** How much of a minute a state costs, from `0` to `1`; a state without a weight is not weighted. */
export interface StateWeights {
  readonly down?: DecimalText | undefined;
  readonly degraded?: DecimalText | undefined;
  readonly information?: DecimalText | undefined;
  readonly maintenance?: DecimalText | undefined;
  readonly unknown?: DecimalText | undefined;
}

export interface DowntimeRule {
  /** States that count by themselves; `degraded` outside this list may count, when the missing fact is known. */
  readonly states: readonly ('down' | 'degraded')[];
  /** Surfaces that count; null for all. */
  readonly surfaces: readonly Surface[] | null;
  readonly weights?: StateWeights | undefined;
  /** Places that count; all where none is named. */
  readonly locations?: readonly string[] | undefined;
  /** Only more than this percentage of failing requests or users is downtime; null where the contract has no such line. */
  readonly shareAbove: DecimalText | null;
  /** Whose requests the share is measured on. */
  readonly shareOf: 'customer' | 'everybody';
  readonly minimumMinutes: number;
  readonly wholeMinutesOnly: boolean;
  /** `excluded`: taken out of the window, so that only what is known is divided. */
  readonly unknown: 'up' | 'down' | 'excluded';
  /** Whose record decides: of the sources in `order`, all of them together, or the first that states anything. */
  readonly sources: { readonly rule: 'first-stated' | 'together'; readonly order: readonly OutageSource[] };
}

export interface MaintenanceRule {
  /** `not-mentioned`: the contract says nothing, so it can be read two ways. */
  readonly treatment: 'excluded' | 'counts' | 'not-mentioned';
  /** Announced at least this long before; null where no notice is asked for. */
  readonly noticeHours: number | null;
  readonly maximumHoursPerYear: number | null;
}

/** Earned when uptime < `below` (or ≤ when `inclusive`) and not under `floor`; of several the lowest `below` wins. */
export interface Tier {
  readonly below: DecimalText;
  readonly inclusive: boolean;
  /** In the unit of the credit. */
  readonly credit: DecimalText;
  /** A lower bound of the tier, for contracts that leave gaps between tiers. */
  readonly floor: { readonly above: DecimalText; readonly inclusive: boolean } | null;
}

/** `multiple`: so many times what was paid for the time that was down; `money`: a fixed sum. */
export type PolicyCreditUnit = 'days' | 'percent' | 'multiple' | 'money' | 'none';
export type FeeBase = 'service-month' | 'service-quarter' | 'whole-invoice' | 'next-service-invoice' | 'term';

export interface CreditRule {
  readonly unit: PolicyCreditUnit;
  readonly feeBase: FeeBase;
  /** Of a fixed sum. */
  readonly currency?: string | undefined;
  /** A credit must come to more than this. */
  readonly minimum: { readonly amount: DecimalText; readonly currency: string } | null;
}

/** Of the credit, or percent of the fee of the window, or days of service in it. */
export type CapUnit = 'credit' | 'percent-of-fee' | 'days-of-service';

export interface CapRule {
  readonly amount: DecimalText;
  /** The unit of the credit where nothing is said. */
  readonly unit?: CapUnit | undefined;
  readonly over: 'all-services' | 'each-service';
}

export interface ClaimRule {
  readonly automatic: boolean;
  /** Each way the text can be read; the earliest is the one to keep. */
  readonly readings: readonly ClaimReading[];
  readonly evidence: readonly AskedEvidence[];
  /** Days within which the other party answers a claim, and applies what it granted; unset where the contract is silent. */
  readonly decideWithinDays?: number | undefined;
  readonly applyWithinDays?: number | undefined;
}

/** Facts of a claim that the product can look up by itself. */
export const EVIDENCE_FACTS = [
  'domain',
  'account',
  'services',
  'times',
  'subject',
  'incident',
  'users',
  'places',
  'reports',
  'own-errors',
] as const;
export type EvidenceFact = (typeof EVIDENCE_FACTS)[number];

/** What the other party wants to see with a claim; without `facts` a person has to add it. */
export interface AskedEvidence extends LocalText {
  readonly facts?: readonly EvidenceFact[] | undefined;
  /** Words that the subject of the message must contain. */
  readonly subject?: string | undefined;
}

export type ClaimAnchor = 'incident' | 'eligibility' | 'window-end' | 'month-end' | 'billing-cycle-end';

/** `days` after an incident, eligibility or window end; or the end of the nth month or billing cycle after the window (`count`). */
export interface ClaimReading {
  readonly anchor: ClaimAnchor;
  readonly days: number | null;
  readonly count: number | null;
}

export type VerificationMark = 'official' | 'secondary' | 'unverified';

export interface VerificationNote {
  /** The terms this note speaks of, e.g. `tiers`, `claim`. */
  readonly covers: readonly string[];
  readonly mark: VerificationMark;
  readonly source: string;
  readonly note: LocalText;
}
