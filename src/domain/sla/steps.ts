import type { Instant } from '../time.ts';
import type { OutageSource } from '../words.ts';
import type { ClaimDate, Credit, WindowFee } from './assessment.ts';
import type { FeeBase, LocalText, Scope, VerificationMark } from './policy.ts';

/** Scopes under which all services together earn one credit. */
export type JointScope = Exclude<Scope, 'per-service'>;

/** Why a row does not count. */
export type LeftOutReason =
  | 'outside-window'
  | 'after-as-of'
  | 'surface'
  | 'nobody-affected'
  | 'share-too-small'
  | 'other-source'
  | 'information'
  | 'location'
  | 'weighs-nothing';

/** The steps of the arithmetic, in the order in which they are told. */
export interface StepValues {
  readonly window: {
    readonly startedAt: Instant;
    readonly endedAt: Instant;
    readonly zone: string;
    readonly ms: number;
  };
  /** `from`: the first day of the run, where they are counted in runs. */
  readonly 'rolling-days': { readonly days: number; readonly until: string; readonly from?: string };
  readonly 'not-covered': { readonly service: string; readonly reason: LocalText | null };
  readonly 'left-out': { readonly reason: LeftOutReason; readonly count: number };
  readonly 'no-downtime': { readonly service: string };
  readonly downtime: { readonly rows: number; readonly spans: number; readonly ms: number };
  readonly weighted: { readonly spanMs: number; readonly ms: number };
  readonly 'excluded-by': {
    readonly startedAt: Instant;
    readonly endedAt: Instant;
    readonly zone: string;
    readonly by: string;
    readonly reason: string;
    /** Downtime that this takes away. */
    readonly ms: number;
  };
  readonly 'unknown-excluded': { readonly ms: number; readonly leftMs: number };
  readonly ongoing: { readonly startedAt: Instant; readonly until: Instant; readonly zone: string };
  readonly 'too-short': { readonly minimumMinutes: number; readonly spans: number; readonly ms: number };
  readonly 'partial-minutes': { readonly ms: number };
  readonly 'maintenance-excluded': { readonly ms: number };
  readonly 'maintenance-counted': { readonly ms: number; readonly noticeHours: number | null };
  readonly 'maintenance-beyond-cap': { readonly ms: number; readonly hours: number };
  readonly disputed: { readonly ms: number; readonly matters: boolean };
  readonly uptime: { readonly upMs: number; readonly ms: number; readonly percent: string };
  readonly 'tier-earned': {
    readonly below: string;
    readonly inclusive: boolean;
    readonly credit: Credit;
    readonly feeBase: FeeBase;
  };
  readonly 'multiple-earned': {
    readonly below: string;
    readonly inclusive: boolean;
    readonly times: string;
    readonly ms: number;
    readonly ofMs: number;
    readonly fee: WindowFee | null;
    readonly credit: Credit;
  };
  readonly 'tier-gap': { readonly percent: string };
  readonly 'below-minimum': { readonly credit: Credit; readonly amount: string; readonly currency: string };
  readonly 'scope-joint': {
    readonly scope: JointScope;
    readonly services: readonly string[];
    readonly ms: number;
    readonly percent: string;
  };
  readonly 'scope-elsewhere': { readonly scope: JointScope; readonly service: string };
  readonly 'looks-kept': { readonly shown: string; readonly below: string };
  readonly 'tier-none': { readonly below: string; readonly inclusive: boolean; readonly spareMs: number };
  readonly 'no-tiers': { readonly target: string | null };
  readonly 'certain-anyway': { readonly downtimeMs: number; readonly percent: string; readonly credit: Credit | null };
  readonly 'capped-service': { readonly from: Credit; readonly to: Credit };
  readonly 'window-open': {
    readonly asOf: Instant;
    readonly endedAt: Instant;
    readonly zone: string;
    readonly next: { readonly spareMs: number; readonly credit: Credit } | null;
  };
  readonly 'window-ahead': { readonly asOf: Instant; readonly startedAt: Instant; readonly zone: string };
  readonly 'claim-by': {
    readonly by: string;
    /** Older frozen results have none. */
    readonly zone?: string;
    readonly dates: readonly ClaimDate[];
    readonly asOfDay: string;
    readonly evidence: readonly LocalText[];
  };
  readonly 'claim-automatic': Record<never, never>;
  readonly 'no-services': Record<never, never>;
  readonly 'total-sum': {
    readonly parts: readonly { readonly service: string; readonly credit: Credit }[];
    readonly sum: Credit;
  };
  readonly 'total-capped': { readonly sum: Credit; readonly cap: Credit };
  readonly 'total-not-addable': { readonly parts: readonly { readonly service: string; readonly credit: Credit }[] };
  readonly 'total-certain': { readonly credit: Credit | null };
  readonly 'total-nothing': { readonly services: number };
}
export type StepCode = keyof StepValues;
export type Step = { readonly [C in StepCode]: { readonly code: C; readonly values: StepValues[C] } }[StepCode];

/** What was taken to be so because nobody said otherwise. */
export interface AssumptionValues {
  readonly 'own-domain': { readonly above: string };
  readonly 'share-of-own': { readonly above: string };
  readonly 'small-share': { readonly sharePpm: number; readonly above: string };
  readonly 'share-unused': Record<never, never>;
  readonly 'surface-unstated': { readonly surfaces: readonly string[] };
  readonly 'zone-taken': { readonly zone: string; readonly nearEdge: boolean };
  readonly 'zone-other': { readonly zone: string; readonly stated: string };
  readonly 'billing-cycle-taken': { readonly anchorDay: number };
  readonly 'rolling-window-taken': { readonly days: number };
  readonly 'rolling-runs-taken': { readonly days: number; readonly firstDay: string };
  readonly 'locations-unstated': { readonly locations: readonly string[] };
  readonly 'all-users-down': Record<never, never>;
  readonly 'all-requests-failed': { readonly minutes?: number };
  readonly 'requests-even': Record<never, never>;
  readonly 'shares-weigh': Record<never, never>;
  readonly 'credit-without-fee': { readonly feeBase: FeeBase };
  readonly 'cap-needs-fee': { readonly percent: string };
  readonly 'unknown-is-excluded': { readonly ms: number };
  readonly 'nothing-known': Record<never, never>;
  readonly 'unknown-is-up': { readonly ms: number };
  readonly 'unknown-is-down': { readonly ms: number };
  readonly 'unknown-would-change': { readonly ms: number; readonly credit: Credit | null };
  readonly 'no-exclusion-applies': { readonly exclusions: readonly LocalText[] };
  readonly 'source-used': {
    readonly used: readonly OutageSource[];
    readonly others: readonly OutageSource[];
    /** The credit with every record taken together, where that is another. */
    readonly together: Credit | null;
    /** null where one credit stands for all services, and this is one of them. */
    readonly changes: boolean | null;
  };
  readonly 'provider-silent': { readonly source: OutageSource };
  readonly 'maintenance-failed': Record<never, never>;
  readonly 'maintenance-year-from-rows': { readonly hours: number };
  readonly 'service-taken-covered': { readonly service: string };
  readonly 'location-is-yours': { readonly locations: readonly string[] };
  readonly 'not-verified': {
    readonly covers: readonly string[];
    readonly mark: VerificationMark;
    readonly source: string;
    readonly note: LocalText;
  };
  readonly 'version-later': { readonly effectiveFrom: string };
  readonly 'minimum-credit': { readonly amount: string; readonly currency: string };
  readonly 'services-add-up': Record<never, never>;
  readonly 'incidents-left-out': { readonly reasons: readonly string[] };
  readonly 'window-still-open': { readonly endedAt: Instant; readonly zone: string };
}
export type AssumptionCode = keyof AssumptionValues;
export type Assumption = {
  readonly [C in AssumptionCode]: { readonly code: C; readonly values: AssumptionValues[C] };
}[AssumptionCode];

/** A fact that would turn `depends` into an answer. */
export interface MissingValues {
  readonly 'own-error-share': { readonly above: string };
  readonly 'own-affected': Record<never, never>;
  readonly 'own-user-minutes': Record<never, never>;
  readonly 'own-requests': Record<never, never>;
  readonly 'own-error-rates': { readonly minutes?: number };
  readonly 'maintenance-announced-at': { readonly noticeHours: number | null };
  readonly 'maintenance-in-contract': Record<never, never>;
}
export type MissingCode = keyof MissingValues;
export type Missing = {
  readonly [C in MissingCode]: { readonly code: C; readonly values: MissingValues[C] };
}[MissingCode];
