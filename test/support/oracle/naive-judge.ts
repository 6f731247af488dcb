import { clipIntervals, type Interval, mergeIntervals, subtractIntervals } from '#domain/interval';
import type { BelowRule, DownWhen, OutageState, SampleState } from '#domain/words';

/** What stands in the books of one look. */
export interface WrittenLook {
  readonly at: number;
  readonly state: SampleState;
}

export interface NaiveCheck {
  readonly looks: readonly WrittenLook[];
  readonly createdAt: number;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly failAfter: number;
  readonly recoverAfter: number;
  readonly impact: OutageState;
  /** When a person had paused it. */
  readonly paused: readonly Interval[];
  /** One of several places: what it saw last before it was paused is its word until then. */
  readonly keepsWord?: boolean;
}

export interface NaiveRule {
  readonly downWhen: DownWhen;
  readonly downCount: number;
  readonly otherwise: BelowRule;
}

const FORGOTTEN_MS = 300_000;

/**
 * The rules of docs/judging.md once more, slowly: everything is worked out from the whole list of looks, and nothing is remembered
 * from one to the next.
 */
export function failingTimes(check: NaiveCheck, now: number): Interval[] {
  return livesOf(check, now).flatMap((life) => failingIn(check, life));
}

interface Life extends Interval {
  readonly looks: readonly WrittenLook[];
  readonly isOver: boolean;
}

/** A pause ends all that was known: what comes after it is judged by itself. */
function livesOf({ looks, paused, createdAt }: NaiveCheck, now: number): Life[] {
  const lives = subtractIntervals([{ startedAt: createdAt, endedAt: now + 1 }], paused);
  return lives.map(({ startedAt, endedAt }) => ({
    looks: looks.filter(({ at }) => startedAt <= at && at < endedAt),
    ...{ startedAt, endedAt: Math.min(endedAt, now), isOver: endedAt <= now },
  }));
}

function failingIn(check: NaiveCheck, { looks, endedAt, isOver }: Life): Interval[] {
  const found: Interval[] = [];
  let since: number | null = null;
  for (const index of looks.keys()) {
    if (since === null && runEndingAt(check, looks, index, 'down').length >= check.failAfter) {
      since = firstSeen(check, runEndingAt(check, looks, index, 'down'));
    } else if (since !== null && runEndingAt(check, looks, index, 'up').length >= check.recoverAfter) {
      found.push(lasting(since, lastSeen(check, looks.slice(0, index + 1))));
      since = null;
    }
  }
  if (since !== null)
    found.push(lasting(since, isOver && !check.keepsWord ? lostFromSight(check, looks, endedAt) : endedAt));
  return found;
}

/** Until when a failing check was looked at in time before it was paused. */
function lostFromSight(check: NaiveCheck, looks: readonly WrittenLook[], pausedAt: number): number {
  const since = looks.slice(looks.findLastIndex(({ state }) => state === 'down'));
  const next = (index: number): WrittenLook => since[index + 1] ?? { at: pausedAt, state: 'up' };
  const lost = since.find(({ at }, index) => next(index).state === 'unknown' || isSilence(check, next(index).at - at));
  return lost?.at ?? pausedAt;
}

/** Something that was seen lasted, if only for a moment. */
function lasting(startedAt: number, endedAt: number): Interval {
  return { startedAt, endedAt: Math.max(endedAt, startedAt + 1) };
}

/** The looks in a row up to this one that all say the same, without a long silence between. */
function runEndingAt(
  check: NaiveCheck,
  looks: readonly WrittenLook[],
  index: number,
  state: SampleState,
): readonly WrittenLook[] {
  let from = index + 1;
  while (from > 0 && looks[from - 1]?.state === state) {
    const [earlier, later] = [looks[from - 1], looks[from]];
    const silence = later && earlier ? later.at - earlier.at : 0;
    if (from <= index && isSilence(check, silence) && silence > FORGOTTEN_MS) break;
    from -= 1;
  }
  return looks.slice(from, index + 1);
}

/** Nothing is dated to before a silence. */
function firstSeen(check: NaiveCheck, run: readonly WrittenLook[]): number {
  const after = run.findLastIndex((look, index) => index > 0 && isSilence(check, look.at - (run[index - 1]?.at ?? 0)));
  return run[Math.max(after, 0)]?.at ?? 0;
}

/** Since when the last looks all say the same, dated as a failure would be; null where the last one says something else. */
export function lastRun(check: NaiveCheck, looks: readonly WrittenLook[], state: SampleState): number | null {
  const run = runEndingAt(check, looks, looks.length - 1, state);
  return run.length > 0 ? firstSeen(check, run) : null;
}

/** The first good look after the last bad one; where that was not looked at in time, the last bad one itself. */
function lastSeen(check: NaiveCheck, looks: readonly WrittenLook[]): number {
  const index = looks.findLastIndex(({ state }) => state === 'down');
  const [bad, next] = [looks[index], looks[index + 1]];
  if (!bad) return 0;
  return next?.state === 'up' && !isSilence(check, next.at - bad.at) ? next.at : bad.at;
}

function isSilence({ intervalMs, timeoutMs }: NaiveCheck, ms: number): boolean {
  return ms > 2 * intervalMs + timeoutMs;
}

/** The times in which a check saw nothing: before its first look, between looks that were too far apart, around those that failed to look. */
export function blindTimes(check: NaiveCheck, now: number): Interval[] {
  const times = livesOf(check, now).flatMap(({ looks, startedAt, endedAt }): Interval[] => {
    const first = looks.find(({ state }) => state !== 'unknown');
    const between = looks.slice(1).flatMap((look, index): Interval[] => {
      const earlier = looks[index];
      if (!earlier) return [];
      const isUnseen =
        look.state === 'unknown' || earlier.state === 'unknown' || isSilence(check, look.at - earlier.at);
      return isUnseen ? [{ startedAt: earlier.at, endedAt: look.at }] : [];
    });
    const last = looks.at(-1);
    const open = last?.state === 'unknown' ? [{ startedAt: last.at, endedAt }] : [];
    return [{ startedAt, endedAt: first?.at ?? endedAt }, ...between, ...open];
  });
  return clipIntervals(mergeIntervals([...times, ...check.paused]), { startedAt: check.createdAt, endedAt: now });
}

/** When a check has a say in “all”: it is not paused, and was reached before. */
function usedTimes({ looks, paused, createdAt }: NaiveCheck, now: number): Interval[] {
  const first = looks.find(({ state }) => state !== 'unknown')?.at ?? now;
  return subtractIntervals([{ startedAt: Math.max(first, createdAt), endedAt: Math.max(first, now) }], paused);
}

export interface NaiveOutage extends Interval {
  readonly state: OutageState;
  readonly phases: readonly (readonly [startedAt: number, endedAt: number, state: OutageState])[];
}

/** What a service was, looked at for each moment at which anything changes. */
export function naiveOutages(checks: readonly NaiveCheck[], rule: NaiveRule, now: number): NaiveOutage[] {
  const failing = checks.map((check) => failingTimes(check, now));
  const used = checks.map((check) => usedTimes(check, now));
  return outagesOfFailures(checks, { rule, failing, used });
}

interface KnownFailures {
  readonly rule: NaiveRule;
  /** Of each check, when it failed. */
  readonly failing: readonly (readonly Interval[])[];
  /** Of each check, when it had a say in “all”. */
  readonly used: readonly (readonly Interval[])[];
}

/** The same where it is known already when each check failed. */
export function outagesOfFailures(checks: readonly Pick<NaiveCheck, 'impact'>[], given: KnownFailures): NaiveOutage[] {
  const { rule, failing, used } = given;
  const edges = [...failing.flat(), ...used.flat()].flatMap(({ startedAt, endedAt }) => [startedAt, endedAt]);
  const moments = [...new Set(edges)].toSorted((a, b) => a - b);
  const phases: [number, number, OutageState][] = [];
  for (const [index, at] of moments.entries()) {
    const until = moments[index + 1] ?? at;
    const bad = checks.filter((_, no) => covers(failing[no], at));
    const state = stateOf(bad, {
      ...rule,
      voters: checks.filter((one, no) => one.impact === 'down' && covers(used[no], at)),
    });
    const last = phases.at(-1);
    if (state === null || until === at) continue;
    if (last && last[1] === at && last[2] === state) last[1] = until;
    else phases.push([at, until, state]);
  }
  return outagesOf(phases);
}

function covers(spans: readonly Interval[] | undefined, at: number): boolean {
  return spans?.some(({ startedAt, endedAt }) => startedAt <= at && at < endedAt) ?? false;
}

function stateOf(
  bad: readonly Pick<NaiveCheck, 'impact'>[],
  { downWhen, downCount, otherwise, voters }: NaiveRule & { readonly voters: readonly unknown[] },
): OutageState | null {
  const votes = bad.filter(({ impact }) => impact === 'down').length;
  const needed = { any: 1, 'at-least': downCount, all: Math.max(1, voters.length) }[downWhen];
  if (votes >= needed) return 'down';
  if (bad.length > votes) return 'degraded';
  return votes > 0 && otherwise === 'degraded' ? 'degraded' : null;
}

function outagesOf(phases: readonly (readonly [number, number, OutageState])[]): NaiveOutage[] {
  const outages: NaiveOutage[] = [];
  for (const phase of phases) {
    const [startedAt, endedAt, state] = phase;
    const last = outages.at(-1);
    if (last?.endedAt === startedAt) {
      const worst = last.state === 'down' ? 'down' : state;
      outages[outages.length - 1] = { ...last, endedAt, state: worst, phases: [...last.phases, phase] };
    } else outages.push({ startedAt, endedAt, state, phases: [phase] });
  }
  return outages;
}
