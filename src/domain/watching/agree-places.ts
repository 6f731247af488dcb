import type { Instant } from '../time.ts';
import { OUT_OF_USE } from './judge-probe.ts';

export interface Span {
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
}

/** A time in which a place could not see, and why. */
export interface BlindSpan extends Span {
  readonly cause: string;
}

/** What one place saw of a check; when it is neither failing nor blind, it saw it work. */
export interface PlaceTimeline {
  readonly failing: readonly Span[];
  readonly blind: readonly BlindSpan[];
}

export interface AgreementQuestion {
  readonly places: readonly PlaceTimeline[];
  /** How many must agree; null: more than half of those that could see. */
  readonly count: number | null;
  readonly from: Instant;
  /** Whether the check was failing up to `from`. */
  readonly wasFailing: boolean;
}

export interface Agreement {
  readonly failing: readonly Span[];
  readonly blind: readonly BlindSpan[];
}

interface Moment {
  readonly failing: boolean;
  readonly blindCause: string | null;
}

/**
 * What several places agree on, from an instant on and in whatever order they came to know: a check fails from the first failure
 * of the last place that was needed, until fewer places see it fail. Where too few places could see, it is blind; a failure
 * agreed on before goes on meanwhile; where the next look shows that it is over, it ended when it was lost from sight.
 */
export function agreePlaces(asked: AgreementQuestion): Agreement {
  const question = { ...asked, places: asked.places.map(seenAtLeastOnce) };
  const { places, from } = question;
  const failing: Span[] = [];
  const blind: BlindSpan[] = [];
  const edges = edgesOf(places, from);
  let isFailing = question.wasFailing;
  // Failing before, and out of sight since: not known yet whether it went on.
  let unseen: Span[] = [];
  for (const [index, startedAt] of edges.entries()) {
    const endedAt = edges[index + 1] ?? null;
    const moment = momentAt(question, startedAt, isFailing);
    isFailing = moment.failing;
    if (moment.blindCause !== null) lengthen(blind, { startedAt, endedAt, cause: moment.blindCause });
    if (!moment.failing) unseen = [];
    else if (moment.blindCause !== null) unseen.push({ startedAt, endedAt });
    else {
      for (const span of [...unseen, { startedAt, endedAt }]) lengthen(failing, span);
      unseen = [];
    }
  }
  for (const span of unseen) lengthen(failing, span);
  return { failing, blind };
}

/** A place that lost sight right after the look that showed a failure saw it at that look. */
function seenAtLeastOnce({ failing, blind }: PlaceTimeline): PlaceTimeline {
  const begun = new Set(failing.map(({ startedAt }) => startedAt));
  const shorter = ({ startedAt, ...span }: BlindSpan): BlindSpan => ({
    ...span,
    startedAt: begun.has(startedAt) ? startedAt + 1 : startedAt,
  });
  return { failing, blind: blind.map(shorter) };
}

/** How many places must see a failure before it counts, where so many could see. */
export function placesNeeded(count: number | null, seeing: number): number {
  return count ?? Math.floor(seeing / 2) + 1;
}

function edgesOf(places: readonly PlaceTimeline[], from: Instant): Instant[] {
  const edges = places
    .flatMap(({ failing, blind }) => [...failing, ...blind])
    .flatMap(({ startedAt, endedAt }) => (endedAt === null ? [startedAt] : [startedAt, endedAt]))
    .filter((edge) => edge > from);
  return [...new Set([from, ...edges])].toSorted((a, b) => a - b);
}

function momentAt({ places, count }: AgreementQuestion, at: Instant, wasFailing: boolean): Moment {
  const views = places.map(({ failing, blind }) => ({
    fails: failing.some((span) => covers(span, at)),
    blind: blind.findLast((span) => covers(span, at)),
  }));
  const seeing = views.filter((view) => view.blind === undefined);
  const failing = seeing.filter((view) => view.fails).length;
  const remembered = views.filter((view) => view.fails).length;
  if (seeing.length === 0 || seeing.length < placesNeeded(count, seeing.length)) {
    const causes = views.flatMap((view) => (view.blind ? [view.blind.cause] : []));
    return { failing: wasFailing && remembered > 0, blindCause: agreedCause(causes) };
  }
  if (failing >= placesNeeded(count, seeing.length)) return { failing: true, blindCause: null };
  // A place that fell silent while it failed keeps its word as long as another one still sees the failure.
  const counted = seeing.length + remembered - failing;
  return { failing: wasFailing && failing > 0 && remembered >= placesNeeded(count, counted), blindCause: null };
}

/** A check is out of use only as far as each place that does not see it is. */
function agreedCause(causes: readonly string[]): string {
  return causes.find((cause) => !OUT_OF_USE.includes(cause)) ?? causes[0] ?? 'not-running';
}

function covers({ startedAt, endedAt }: Span, at: Instant): boolean {
  return startedAt <= at && at < (endedAt ?? Number.POSITIVE_INFINITY);
}

function lengthen<T extends Caused>(spans: T[], span: T): void {
  const last = spans.at(-1);
  if (last && last.endedAt === span.startedAt && last.cause === span.cause) {
    spans[spans.length - 1] = { ...last, endedAt: span.endedAt };
  } else spans.push(span);
}

type Caused = Span & { readonly cause?: string };

/** The first instant at which two agreements say something else; null where they are the same. */
export function firstDifference(a: Agreement, b: Agreement): Instant | null {
  const differences = [...differingSpans(a.failing, b.failing), ...differingSpans(a.blind, b.blind)];
  return differences.length === 0 ? null : Math.min(...differences);
}

function differingSpans(a: readonly Caused[], b: readonly Caused[]): Instant[] {
  const endOf = (span: Span): number => span.endedAt ?? Number.POSITIVE_INFINITY;
  const compare = (some: readonly Caused[], others: readonly Caused[]): Instant[] =>
    some.flatMap((span) => {
      const twin = others.find(({ startedAt, cause }) => startedAt === span.startedAt && cause === span.cause);
      if (!twin) return [span.startedAt];
      return twin.endedAt === span.endedAt ? [] : [Math.min(endOf(span), endOf(twin))];
    });
  return [...compare(a, b), ...compare(b, a)];
}

/** What the check is at an instant by an agreement: a failure goes on while nobody can see. */
export function agreedStateAt({ failing, blind }: Agreement, at: Instant): 'up' | 'down' | 'unknown' {
  if (blind.some((span) => covers(span, at))) return 'unknown';
  return failing.some((span) => covers(span, at)) ? 'down' : 'up';
}

/** What an agreement says of the time after an instant. */
export function cutAgreement({ failing, blind }: Agreement, from: Instant): Agreement {
  return { failing: cut(failing, from), blind: cut(blind, from) };
}

function cut<T extends Span>(spans: readonly T[], from: Instant): T[] {
  return spans
    .filter(({ endedAt }) => endedAt === null || endedAt > from)
    .map((span) => ({ ...span, startedAt: Math.max(span.startedAt, from) }));
}
