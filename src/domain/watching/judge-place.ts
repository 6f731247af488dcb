import type { Instant } from '../time.ts';
import type { PlaceSpanKind } from '../words.ts';
import { type CheckRules, type CheckState, type Detection, detectOutage } from './detect-outage.ts';
import type { JudgedSample } from './judge-probe.ts';
import { isSeenBetween, type Rhythm } from './rhythm.ts';

/** Why nothing is known of a check from a place that has not reported: it may still do so. */
export const SILENT = 'silent';

export interface PlaceSpan {
  readonly kind: PlaceSpanKind;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly cause: string | null;
}

/** What is remembered of a check seen from one place. */
export interface PlaceView {
  readonly check: CheckState;
  readonly openSpans: readonly PlaceSpan[];
}

export interface PlaceJudgement {
  readonly check: CheckState;
  /** Spans that are new or end otherwise. */
  readonly written: readonly PlaceSpan[];
  /** Spans that turned out not to be: the place was not silent, its reports came late. */
  readonly dropped: readonly PlaceSpan[];
  /** From here on, unconfirmed failures were the place's own. */
  readonly failuresUnknownSince: Instant | null;
  /** From here on, what the place saw is known otherwise than before; null: nothing changed. */
  readonly changedSince: Instant | null;
}

/** Judges the samples of one place in their order, as if each had come in time. */
export function judgePlace(view: PlaceView, samples: readonly JudgedSample[], rules: CheckRules): PlaceJudgement {
  const books = new PlaceBooks(view.openSpans);
  let check = view.check;
  let failuresUnknownSince: Instant | null = null;
  for (const sample of samples) {
    const step = detectOutage(check, sample, rules);
    books.noteSight(sample, step);
    books.noteChange(step);
    failuresUnknownSince ??= step.failuresUnknownSince;
    check = step.check;
  }
  return { check, ...books.result(), failuresUnknownSince };
}

export interface PlacePause {
  readonly pausedAt: Instant;
  readonly rhythm: Rhythm;
  /** What was open before the judgement. */
  readonly openSpans: readonly PlaceSpan[];
}

/** The judgement of a place that rests since: what it saw ends there, and earlier where it has not told more. */
export function untilPause(judgement: PlaceJudgement, { pausedAt, rhythm, openSpans }: PlacePause): PlaceJudgement {
  const { lastSampleAt } = judgement.check;
  const written = judgement.written.map((span) => ({ ...span, endedAt: span.endedAt ?? pausedAt }));
  const touched = new Set([...judgement.written, ...judgement.dropped].map(keyOf));
  const open = [...openSpans.filter((span) => !touched.has(keyOf(span))), ...judgement.written];
  const isBlind = open.some(({ kind, endedAt }) => kind === 'blind' && endedAt === null);
  if (isBlind || lastSampleAt === null || isSeenBetween(lastSampleAt, pausedAt, rhythm))
    return { ...judgement, written };
  const silent = { kind: 'blind', startedAt: lastSampleAt, endedAt: pausedAt, cause: SILENT } as const;
  return {
    ...judgement,
    written: [...written, silent],
    changedSince: Math.min(judgement.changedSince ?? lastSampleAt, lastSampleAt),
  };
}

/** The open spans of a place and what becomes of them. */
class PlaceBooks {
  readonly #open = new Map<PlaceSpanKind, PlaceSpan>();
  readonly #written = new Map<string, PlaceSpan>();
  readonly #dropped: PlaceSpan[] = [];
  #changedSince: Instant | null = null;

  constructor(open: readonly PlaceSpan[]) {
    for (const span of open) this.#open.set(span.kind, span);
  }

  noteSight(sample: JudgedSample, { gap }: Detection): void {
    const isUnknown = sample.state === 'unknown';
    const open = this.#open.get('blind');
    // It had not fallen silent: what it saw meanwhile was only told late.
    const wasLate = open?.cause === SILENT && (gap === null || isUnknown);
    if (open && wasLate) this.#drop(open);
    else if (open && !isUnknown) this.#end(open, sample.at);
    if (gap === null || (open && !wasLate)) return;
    const cause = gap.cause;
    if (isUnknown) this.#begin({ kind: 'blind', startedAt: gap.startedAt, endedAt: null, cause });
    else this.#write({ kind: 'blind', startedAt: gap.startedAt, endedAt: sample.at, cause }, gap.startedAt);
  }

  noteChange({ change }: Detection): void {
    if (change?.kind === 'failed') this.#begin({ kind: 'failing', startedAt: change.at, endedAt: null, cause: null });
    const open = this.#open.get('failing');
    if (change?.kind === 'recovered' && open) this.#end(open, change.at);
  }

  result(): Pick<PlaceJudgement, 'written' | 'dropped' | 'changedSince'> {
    return { written: [...this.#written.values()], dropped: this.#dropped, changedSince: this.#changedSince };
  }

  #begin(span: PlaceSpan): void {
    this.#open.set(span.kind, span);
    this.#write(span, span.startedAt);
  }

  #end(span: PlaceSpan, at: Instant): void {
    this.#open.delete(span.kind);
    // A failure that was seen lasted, if only for a moment.
    const endedAt = Math.max(at, span.startedAt + (span.kind === 'failing' ? 1 : 0));
    this.#write({ ...span, endedAt }, endedAt);
  }

  #drop(span: PlaceSpan): void {
    this.#open.delete(span.kind);
    if (!this.#written.delete(keyOf(span))) this.#dropped.push(span);
    this.#touch(span.startedAt);
  }

  #write(span: PlaceSpan, since: Instant): void {
    this.#written.set(keyOf(span), span);
    this.#touch(since);
  }

  #touch(since: Instant): void {
    this.#changedSince = Math.min(this.#changedSince ?? since, since);
  }
}

function keyOf({ kind, startedAt }: PlaceSpan): string {
  return `${kind} ${startedAt}`;
}
