import type { Names } from './notice-payload.ts';
import type { OutageLetter } from './outage-letters.ts';
import type { Instant } from './time.ts';
import type { Priority, ResolutionKind } from './words.ts';

/** Why nothing was measured: no process ran, ours stood still, or its clock was set. */
export type TimeLossCause = 'not-running' | 'stood-still' | 'clock-set' | 'out-of-room';

/** A check that has never answered as expected. */
export interface UnansweredCheck {
  readonly name: string;
  readonly serviceNames: Names;
  /** Of its last run: a sentence for operators. */
  readonly cause: string | null;
}

/** Every mail this product writes, as plain values; `path` is the page it leads to. */
export type Letter =
  | {
      readonly kind: 'invitation';
      readonly path: string;
      readonly inviterName: string;
      /** Null invites an operator. */
      readonly organizationName: string | null;
      readonly expiresAt: Instant;
    }
  | { readonly kind: 'password-reset'; readonly path: string; readonly expiresAt: Instant }
  | TicketLetter<'ticket-opened', { readonly priority: Priority; readonly organizationName: string }>
  | TicketLetter<'ticket-answered', { readonly authorName: string }>
  | TicketLetter<'ticket-step', TicketStepFacts>
  | {
      readonly kind: 'credit-asked';
      readonly path: string;
      readonly no: number;
      readonly organizationName: string;
      /** The sum as it is shown, e.g. `3 days`. */
      readonly amount: string;
      /** Month, as it is shown. */
      readonly window: string;
    }
  | {
      readonly kind: 'credit-decided';
      readonly path: string;
      readonly no: number;
      readonly decision: 'approved' | 'declined';
      readonly amount: string;
      readonly window: string;
      readonly reason: string;
    }
  | {
      /** A credit nobody asked for. */
      readonly kind: 'credit-given';
      readonly path: string;
      readonly no: number;
      readonly amount: string;
      readonly window: string;
      readonly reason: string;
    }
  | {
      /** A correction of the outages after a credit was granted, and what was decided on it. */
      readonly kind: 'credit-corrected';
      readonly path: string;
      readonly no: number;
      readonly change: 'top-up' | 'reversal';
      readonly outcome: 'top-up' | 'reversal' | 'dismissed';
      readonly service: string;
      readonly amount: string;
      readonly window: string;
      /** Empty where the ledger follows the arithmetic. */
      readonly reason: string;
    }
  | {
      /** The sum above which two operators decide was raised. */
      readonly kind: 'second-sum-raised';
      readonly path: string;
      readonly byName: string;
      /** From when the raised sum counts. */
      readonly from: Instant;
    }
  | {
      /** What was granted or asked for a window stands in another unit than its terms pay in by now. */
      readonly kind: 'credit-unit-changed';
      readonly path: string;
      readonly counterparty: string;
      readonly window: string;
      /** The sum that was granted, as it is shown; empty where nothing was. */
      readonly granted: string;
      /** Claims that wait for an answer in the other unit. */
      readonly claims: readonly number[];
      /** Days, percent of the fee, or a currency, as it is shown. */
      readonly unit: string;
    }
  | { readonly kind: 'assessment-failed'; readonly path: string; readonly counterparty: string }
  | {
      readonly kind: 'credit-step';
      readonly path: string;
      readonly no: number;
      readonly step:
        | 'received'
        | 'question'
        | 'reply'
        | 'appeal'
        | 'unconfirmed'
        | 'sent-back'
        | 'withdrawn'
        | 'supplement'
        | 'went-on'
        | 'nothing-owed'
        | 'credited';
      readonly authorName: string;
      readonly organizationName: string;
      readonly amount: string;
      readonly window: string;
      /** What somebody wrote; empty where nobody did. */
      readonly body: string;
    }
  | {
      readonly kind: 'credit-lapses';
      readonly path: string;
      readonly counterparty: string;
      readonly window: string;
      /** The last day under the strictest reading, as it is shown. */
      readonly by: string;
      readonly daysLeft: number;
      /** Service and sum, one a line. */
      readonly credits: readonly string[];
    }
  | {
      readonly kind: 'report-asked';
      readonly path: string;
      readonly organizationName: string;
      readonly serviceNames: Names;
      readonly note: string;
    }
  | { readonly kind: 'report-published'; readonly path: string; readonly title: string }
  | { readonly kind: 'report-declined'; readonly path: string; readonly serviceNames: Names; readonly reason: string }
  | OutageLetter
  | { readonly kind: 'checks-unanswered'; readonly path: string; readonly checks: readonly UnansweredCheck[] }
  | { readonly kind: 'disk-full' | 'disk-has-room'; readonly path: string }
  | { readonly kind: 'connection-lost'; readonly path: string; readonly since: Instant }
  | {
      /** Nothing was measured for a while, and it was not the connection. */
      readonly kind: 'time-lost';
      readonly path: string;
      readonly cause: TimeLossCause;
      readonly since: Instant;
      readonly until: Instant;
    }
  | { readonly kind: 'connection-back'; readonly path: string; readonly since: Instant; readonly until: Instant }
  | {
      readonly kind: 'update-due';
      readonly path: string;
      readonly thread: string;
      readonly title: string;
      readonly dueAt: Instant;
    }
  | {
      readonly kind: 'endpoint-disabled';
      readonly path: string;
      readonly host: string;
      readonly reason: 'gone' | 'failing';
      readonly since: Instant;
    };

interface TicketStepFacts {
  readonly step:
    | 'opened-for-you'
    | 'asked'
    | 'solution'
    | 'provider'
    | 'reclassified'
    | 'closed'
    | 'reopened'
    | 'replied';
  readonly authorName: string;
  readonly priority: Priority;
  readonly resolution: ResolutionKind | null;
}

type TicketLetter<Kind extends string, More> = More & {
  readonly kind: Kind;
  readonly path: string;
  readonly no: number;
  readonly title: string;
  /** Markdown, as it was written. */
  readonly body: string;
};

export type LetterKind = Letter['kind'];
export type LetterOf<Kind extends LetterKind> = Extract<Letter, { kind: Kind }>;

/** A letter put into words. */
export interface LetterText {
  readonly subject: string;
  readonly sentences: readonly string[];
  readonly facts?: readonly (readonly [label: string, value: string])[];
  /** Markdown that somebody wrote. */
  readonly quote?: string;
  /** What the link says. */
  readonly action: string;
}

/** Whoever holds such a letter may act as its addressee. */
export function isConfidential(letter: Letter): boolean {
  return letter.kind === 'invitation' || letter.kind === 'password-reset';
}

/** Letters of one thread are shown together by mail programs. */
export function threadOf(letter: Letter): string | undefined {
  if ('thread' in letter) return letter.thread;
  if ('priority' in letter || letter.kind === 'ticket-answered') return `ticket-${letter.no}`;
  if (
    letter.kind === 'credit-asked' ||
    letter.kind === 'credit-decided' ||
    letter.kind === 'credit-given' ||
    letter.kind === 'credit-corrected' ||
    letter.kind === 'credit-step'
  ) {
    return `credit-${letter.no}`;
  }
  return undefined;
}
