import type { Names } from './notice-payload.ts';
import type { Instant } from './time.ts';
import type { UnseenEnd } from './watching/automatic-text.ts';
import type { OutageState } from './words.ts';

/** What operators are mailed of outages. */
export type OutageLetter =
  | {
      readonly kind: 'outage-started';
      readonly path: string;
      readonly thread: string;
      readonly serviceNames: Names;
      readonly state: OutageState;
      readonly startedAt: Instant;
      readonly cause: string | null;
    }
  | {
      /** It came back, and was over again before that could be told. */
      readonly kind: 'outage-returned';
      readonly path: string;
      readonly thread: string;
      readonly serviceNames: Names;
      readonly state: OutageState;
      readonly startedAt: Instant;
      readonly endedAt: Instant;
    }
  | {
      readonly kind: 'outage-ended';
      readonly path: string;
      readonly thread: string;
      readonly serviceNames: Names;
      readonly startedAt: Instant;
      readonly endedAt: Instant;
      /** When somebody looked again, where nobody did from its end on. */
      readonly seenAt?: Instant | null;
    }
  | {
      /** It is over, yet nobody saw the service recover. */
      readonly kind: 'outage-dropped';
      readonly path: string;
      readonly thread: string;
      readonly serviceNames: Names;
      readonly startedAt: Instant;
      readonly lastWord: UnseenEnd;
    }
  | {
      readonly kind: 'outages-changed';
      readonly path: string;
      readonly changes: readonly OutageChange[];
    };

/** One service of an event that took several. */
export interface OutageChange {
  readonly serviceNames: Names;
  readonly state: OutageState;
  readonly startedAt: Instant;
  /** Null while it lasts. */
  readonly endedAt: Instant | null;
  /** Why it is over, where nobody saw the service recover. */
  readonly lastWord?: UnseenEnd | null;
}
