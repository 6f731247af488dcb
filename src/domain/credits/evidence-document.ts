import type { Instant } from '../time.ts';
import type { Direction, OutageSource, OutageState, Priority, Surface } from '../words.ts';
import type { ArithmeticInput } from './closed-window.ts';
import type { EvidencePhase } from './evidence.ts';

export const EVIDENCE_FORMAT = 'outage-ledger-evidence/1';

/** All that an assessment rests on, complete enough for another machine to work out the same numbers. */
export interface EvidenceDocument {
  readonly format: typeof EVIDENCE_FORMAT;
  /** By which wording its texts were written; absent where it is no bundle yet, and in the oldest. */
  readonly wording?: string | undefined;
  readonly contract: DocumentedContract;
  /** null while the window is open. */
  readonly frozen: {
    readonly revision: number;
    readonly frozenAt: Instant;
    readonly evidenceHash: string;
    /** Where names were removed from the evidence since it was frozen: when, and the hash that it had. */
    readonly namesRemoved?: { readonly at: Instant; readonly evidenceHashBefore: string } | undefined;
  } | null;
  /** What the arithmetic reads; nothing outside it changes a figure. */
  readonly arithmetic: ArithmeticInput;
  readonly revisions: readonly DocumentedRevision[];
  readonly samples: readonly SampleDay[];
  readonly tickets: readonly DocumentedTicket[];
  /** The end of the contract's chain of ledger entries; null where it has none. */
  readonly ledgerHead: { readonly seq: number; readonly hash: string } | null;
}

export interface DocumentedContract {
  readonly counterparty: string;
  readonly direction: Direction;
  readonly customerDomain: string | null;
  readonly accountNumber: string | null;
  readonly reseller: string | null;
  readonly edition: string | null;
  readonly startsAt: Instant;
  readonly endsAt: Instant | null;
}

/** What an outage said at one time; who wrote it and why stays with the operators. */
export interface DocumentedRevision {
  readonly outageId: string;
  readonly serviceId: string;
  readonly source: OutageSource;
  readonly revision: number;
  readonly at: Instant;
  readonly state: OutageState;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly retractedAt: Instant | null;
  readonly phases: readonly Pick<EvidencePhase, 'startedAt' | 'endedAt' | 'state'>[];
}

/** Samples of one check on one whole day in UTC, also where the window begins or ends within it. */
export interface SampleDay {
  readonly serviceId: string;
  readonly checkId: string;
  readonly surface: Surface;
  readonly day: string;
  readonly up: number;
  readonly down: number;
  readonly unknown: number;
  /** How many samples a whole day has. */
  readonly expected: number;
}

/** A ticket of the customer's own that was tied to one of the outages. */
export interface DocumentedTicket {
  readonly no: number;
  readonly priority: Priority;
  readonly occurredAt: Instant;
  readonly openedAt: Instant;
  readonly firstAnsweredAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly outageIds: readonly string[];
}
