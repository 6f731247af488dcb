import type { Interval } from '../interval.ts';
import type { Instant } from '../time.ts';
import type { CreditUnit, OutageSource, Surface } from '../words.ts';
import type { ClaimReading, SlaPolicy } from './policy.ts';
import type { Assumption, Missing, Step } from './steps.ts';

/** One stretch of time that something was said about a service. */
export interface OutageRow {
  readonly service: string;
  readonly startedAt: Instant;
  /** null while it lasts: counted until `asOf` or the end of the window. */
  readonly endedAt: Instant | null;
  readonly state: 'down' | 'degraded' | 'information' | 'unknown' | 'maintenance';
  /** Of a maintenance: when it was announced. */
  readonly announcedAt?: Instant | null | undefined;
  /** Of a maintenance on a schedule: it takes out what other rows state of its time, and states nothing itself. */
  readonly planned?: boolean | undefined;
  /** When the announced window began, where the row is only a part of it: notice is given of the whole. */
  readonly noticeOf?: Instant | undefined;
  readonly surface?: Surface | null | undefined;
  readonly location?: string | null | undefined;
  /** Every place the row concerns, where `location` is a text for people. */
  readonly locations?: readonly string[] | undefined;
  /** Users or requests affected, in parts per million, rounded up. */
  readonly sharePpm?: number | null | undefined;
  /** Whose users the share is of; everybody's where nothing is said. */
  readonly shareOf?: 'customer' | 'everybody' | null | undefined;
  /** Rows without a source always count. */
  readonly source?: OutageSource | null | undefined;
}

/** A stretch of time that somebody took out of the downtime, and why. */
export interface ExcludedSpan extends Interval {
  /** null for every service. */
  readonly service: string | null;
  readonly by: string;
  readonly reason: string;
}

/** What the customer pays for one window, in minor units. */
export interface WindowFee {
  readonly minor: number;
  readonly currency: string;
  /** `N/D` in minor units, where it is no whole sum. */
  readonly exact?: string | undefined;
  /** `N/D` in minor units: what the whole window costs at the same price, where less of it is paid for. */
  readonly whole?: string | undefined;
}

export interface AssessInput {
  readonly policy: SlaPolicy;
  /** `YYYY-MM`: the month, or a month of the quarter, or the month in which the billing month begins. */
  readonly month: string;
  /** Overrides the zone of the policy. */
  readonly zone?: string | undefined;
  /** What lies after this instant is not known yet. */
  readonly asOf: Instant;
  readonly outages: readonly OutageRow[];
  /** Only these services, in this order, with or without rows; all services of the rows when absent. */
  readonly services?: readonly string[] | undefined;
  /** Incidents of the source document that could not be read: a result must not hide them. */
  readonly leftOut?: readonly string[] | undefined;
  readonly exclusions?: readonly ExcludedSpan[] | undefined;
  /** The fee of one service for the window (of the invoice, where the terms reckon by it); without it sums of money stay a share of the fee. */
  readonly fee?: WindowFee | undefined;
}

export type Verdict = 'owed' | 'not-owed' | 'depends';

/** Days, parts per million of the fee, or minor units of a currency: whole numbers in the units of the ledger. */
export interface Credit {
  readonly unit: CreditUnit;
  readonly amount: number;
  /** Set for money alone. */
  readonly currency?: string | undefined;
}

export interface AssessedWindow extends Interval {
  readonly zone: string;
  readonly ms: number;
}

export interface Uptime {
  /** `N/D` in milliseconds, not reduced: D is the length of the window. */
  readonly exact: string;
  /** Six decimals, rounded down. */
  readonly percent: string;
}

export interface EarnedTier {
  readonly below: string;
  readonly inclusive: boolean;
  readonly credit: Credit;
}

export interface ClaimDate {
  /** Last day on which the claim is in time, `YYYY-MM-DD` in the zone of the window. */
  readonly by: string;
  readonly reading: ClaimReading;
}

/** The figures for one reading of the facts. */
export interface Figures {
  readonly downtime: { readonly ms: number; readonly intervals: readonly Interval[] };
  readonly uptime: Uptime;
  readonly tier: EarnedTier | null;
  readonly credit: Credit | null;
}

/** One service, or (service null) all of them after the cap. When the verdict is `depends`, the figures show what it would be. */
export interface AssessmentLine extends Figures {
  readonly service: string | null;
  /** Whether the policy promises anything for it; the figures of an uncovered service earn nothing. */
  readonly covered: boolean;
  readonly verdict: Verdict;
  readonly missing: readonly Missing[];
  readonly assumptions: readonly Assumption[];
  readonly unknownMs: number;
  readonly unknownIntervals: readonly Interval[];
  /** What holds whichever way the missing facts turn out; the same figures unless the verdict is `depends`. */
  readonly certain: Figures;
  /** Last inclusive day of the earliest reading; null when there is nothing to claim or no need to. */
  readonly claimBy: string | null;
  readonly claimDates: readonly ClaimDate[];
  readonly explanation: readonly Step[];
  /** Whose record was used, in the order of the policy; empty where no source stated an outage. */
  readonly sources: readonly OutageSource[];
}

/** The arithmetic of one policy and window, service by service and in total after the cap. Plain data: may be stored as JSON. */
export interface Assessment {
  readonly policy: { readonly id: string; readonly version: number; readonly name: string };
  readonly window: AssessedWindow;
  readonly asOf: Instant;
  /** Whether the window had not closed at `asOf`: downtime may still be added. */
  readonly open: boolean;
  readonly services: readonly AssessmentLine[];
  readonly total: AssessmentLine;
  /** The fee that the figures reckon with; absent where none was known or needed. */
  readonly fee?: WindowFee | undefined;
}
