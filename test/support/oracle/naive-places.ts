import type { Interval } from '#domain/interval';
import { blindTimes, failingTimes, lastRun, type NaiveCheck } from './naive-judge.ts';

/** A check as one place sees it. */
export interface NaiveView {
  readonly failing: readonly Interval[];
  readonly blind: readonly Interval[];
  readonly paused: readonly Interval[];
}

export interface NaiveAgreement {
  readonly failing: readonly Interval[];
  readonly blind: readonly Interval[];
  /** Of the blind times those in which all places that did not see were paused. */
  readonly resting: readonly Interval[];
}

/** After so long without a word a place counts as silent. */
const TOLD_WITHIN_MS = 15_000;

/** From when on the failures of a check were the place's own; null: it truly failed, or not at all. */
export function mistakenSince(
  check: NaiveCheck,
  { seenUntil, lookedAt, isOwn }: { readonly seenUntil: number; readonly lookedAt: number; readonly isOwn: boolean },
): number | null {
  const open = failingTimes(check, lookedAt + 1).find(({ endedAt }) => endedAt > lookedAt);
  if (open) return open.startedAt > seenUntil ? seenUntil + 1 : null;
  const doubt = lastRun(check, isOwn ? check.looks.slice(0, -1) : check.looks, 'down');
  if (doubt === null) return null;
  if (doubt > seenUntil) return seenUntil + 1;
  return isOwn ? doubt : null;
}

/** What a place saw of a check. */
export function viewOf(check: NaiveCheck, now: number): NaiveView {
  const failing = failingTimes({ ...check, keepsWord: true }, now);
  const blind = [...blindTimes(check, now), ...silences(check, now)];
  // What was seen at a look was seen, whatever came right after it.
  const seen = new Set(failing.map(({ startedAt }) => startedAt));
  return {
    failing,
    paused: check.paused,
    blind: blind.map(({ startedAt, endedAt }) => ({
      startedAt: seen.has(startedAt) ? startedAt + 1 : startedAt,
      endedAt,
    })),
  };
}

/** From its last look on a place was silent, before a pause or now; now it may still be telling. */
function silences(check: NaiveCheck, now: number): Interval[] {
  const patience = 2 * check.intervalMs + check.timeoutMs;
  const ends = [
    ...check.paused.map(({ startedAt }) => ({ endedAt: Math.min(startedAt, now), patience })),
    ...(holds(check.paused, now) ? [] : [{ endedAt: now, patience: patience + TOLD_WITHIN_MS }]),
  ];
  const resumed = (at: number) => Math.max(0, ...check.paused.map(({ endedAt }) => endedAt).filter((end) => end <= at));
  return ends.flatMap(({ endedAt, patience }): Interval[] => {
    const last = check.looks.findLast(({ at }) => resumed(endedAt) <= at && at < endedAt);
    return last && endedAt - last.at > patience ? [{ startedAt: last.at, endedAt }] : [];
  });
}

/** Unknown: too few could see, and some of them see it fail or did when they were last heard of. */
type Moment = 'failing' | 'unknown' | 'unknown-and-fine' | 'working';

export interface AgreementTerms {
  readonly agree: number;
  readonly from: number;
  readonly now: number;
  readonly wasFailing: boolean;
}

/** What places agree on, looked at for each moment at which any of them sees something else. */
export function naiveAgreement(
  views: readonly NaiveView[],
  { agree, from, now, wasFailing }: AgreementTerms,
): NaiveAgreement {
  const edges = views.flatMap(({ failing, blind, paused }) =>
    [...failing, ...blind, ...paused].flatMap((one) => [one.startedAt, one.endedAt]),
  );
  const times = [...new Set([from, now, ...edges])].filter((at) => from <= at && at <= now).toSorted((a, b) => a - b);
  const moments: { readonly span: Interval; is: Moment; alsoFails: boolean }[] = [];
  let before: Moment = wasFailing ? 'failing' : 'working';
  for (const [index, startedAt] of times.slice(0, -1).entries()) {
    const is = momentAt(views, { agree, at: startedAt, wasFailing: before === 'failing' });
    if (is !== 'unknown') before = is;
    moments.push({ span: { startedAt, endedAt: times[index + 1] ?? now }, is, alsoFails: is === 'failing' });
  }
  // Out of sight a failure goes on, if the next look does not show that it is over.
  for (const [index, moment] of moments.entries()) {
    if (moment.is !== 'unknown' || !(index > 0 ? moments[index - 1]?.alsoFails : wasFailing)) continue;
    const next = moments.slice(index).find(({ is }) => is !== 'unknown');
    moment.alsoFails = next === undefined || next.is === 'failing';
  }
  const blind = moments.filter(({ is }) => is.startsWith('unknown')).map(({ span }) => span);
  const isPaused = (view: NaiveView, at: number) => holds(view.paused, at);
  return {
    resting: blind.filter(({ startedAt: at }) => views.every((view) => !holds(view.blind, at) || isPaused(view, at))),
    failing: joined(moments.filter(({ alsoFails }) => alsoFails).map(({ span }) => span)),
    blind: joined(blind),
  };
}

function momentAt(
  views: readonly NaiveView[],
  { agree, at, wasFailing }: { readonly agree: number; readonly at: number; readonly wasFailing: boolean },
): Moment {
  const seeing = views.filter(({ blind }) => !holds(blind, at));
  const failing = seeing.filter((view) => holds(view.failing, at)).length;
  const needed = (could: number) => agree || Math.floor(could / 2) + 1;
  if (seeing.length < needed(seeing.length))
    return views.some((view) => holds(view.failing, at)) ? 'unknown' : 'unknown-and-fine';
  if (failing >= needed(seeing.length)) return 'failing';
  if (!wasFailing || failing === 0) return 'working';
  const keepTheirWord = views.filter((view) => holds(view.blind, at) && holds(view.failing, at)).length;
  return failing + keepTheirWord >= needed(seeing.length + keepTheirWord) ? 'failing' : 'working';
}

function holds(spans: readonly Interval[], at: number): boolean {
  return spans.some(({ startedAt, endedAt }) => startedAt <= at && at < endedAt);
}

export function joined(spans: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    if (last?.endedAt === span.startedAt) result[result.length - 1] = { ...last, endedAt: span.endedAt };
    else result.push(span);
  }
  return result;
}
