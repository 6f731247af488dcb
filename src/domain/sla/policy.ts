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
  /** Promised uptime in percent. */
  readonly target: DecimalText;
  readonly window: WindowRule;
  /** What the contract divides: what of it cannot be known from outages is computed in time, and said. */
  readonly measure: Measure;
  readonly scope: 'per-service';
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

export type Measure = 'time' | 'user-minutes' | 'interval-error-rate';

export type WindowKind = 'calendar-month' | 'calendar-quarter' | 'fiscal-quarter' | 'billing-month';

export interface WindowRule {
  readonly kind: WindowKind;
  readonly zone: string;
  /** Whether the contract names the zone; otherwise it is an assumption. */
  readonly zoneStated: boolean;
  /** Of a billing month: the day it begins (1–28); null when only the customer's invoice knows it. */
  readonly anchorDay: number | null;
  /** Of fiscal quarters: the month in which the year begins (1–12). */
  readonly firstMonth: number | null;
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

export interface DowntimeRule {
  /** States that count by themselves; `degraded` outside this list may count, when the missing fact is known. */
  readonly states: readonly ('down' | 'degraded')[];
  /** Surfaces that count; null for all. */
  readonly surfaces: readonly Surface[] | null;
  /** Only more than this percentage of failing requests or users is downtime; null where the contract has no such line. */
  readonly shareAbove: DecimalText | null;
  /** Whose requests the share is measured on. */
  readonly shareOf: 'customer' | 'everybody';
  readonly minimumMinutes: number;
  readonly wholeMinutesOnly: boolean;
  readonly unknown: 'up' | 'down';
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
  /** Days, or percent of the fee. */
  readonly credit: DecimalText;
  /** A lower bound of the tier, for contracts that leave gaps between tiers. */
  readonly floor: { readonly above: DecimalText; readonly inclusive: boolean } | null;
}

export type PolicyCreditUnit = 'days' | 'percent';
export type FeeBase = 'service-month' | 'service-quarter' | 'whole-invoice' | 'next-service-invoice' | 'term';

export interface CreditRule {
  readonly unit: PolicyCreditUnit;
  readonly feeBase: FeeBase;
  readonly minimum: { readonly amount: DecimalText; readonly currency: string } | null;
}

export interface CapRule {
  /** In the unit of the credit. */
  readonly amount: DecimalText;
  readonly over: 'all-services' | 'each-service';
}

export interface ClaimRule {
  readonly automatic: boolean;
  /** Each way the text can be read; the earliest is the one to keep. */
  readonly readings: readonly ClaimReading[];
  readonly evidence: readonly LocalText[];
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
