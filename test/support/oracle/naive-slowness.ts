import type { Interval } from '#domain/interval';
import type { SlowRule } from '#domain/watching/judge-latency';
import { blindTimes, failingTimes, type NaiveCheck } from './naive-judge.ts';
import type { TimedLook } from './slow-world.ts';

export interface SlowCheck extends NaiveCheck {
  readonly looks: readonly TimedLook[];
  readonly rule: SlowRule;
}

/** When a check was slow by docs/judging.md: for each look, all is worked out from the list of looks up to it. */
export function slowTimes(check: SlowCheck, now: number): Interval[] {
  const found: Interval[] = [];
  let since: number | null = null;
  const end = (endedAt: number) => {
    // What was seen lasted, if only for a moment.
    if (since !== null) found.push({ startedAt: since, endedAt: Math.max(endedAt, since + 1) });
    since = null;
  };
  for (const [index, look] of check.looks.entries()) {
    if (look.state === 'unknown') continue;
    const looks = check.looks.slice(0, index + 1);
    const unseen = blindTimes({ ...check, looks }, look.at).filter(({ endedAt }) => endedAt === look.at);
    const lost = unseen.find(({ startedAt }) => startedAt < look.at);
    const isSlow = look.state === 'up' && (look.latencyMs ?? 0) > check.rule.overMs;
    if (since !== null && lost) {
      end(Math.max(since, lost.startedAt));
      if (isSlow) since = look.at;
      continue;
    }
    const failedAt = confirmedBy(check, looks);
    if (since !== null && failedAt !== null) {
      end(Math.max(since, failedAt));
      continue;
    }
    if (look.state !== 'up' || isSlow === (since !== null)) continue;
    const answers = answersSinceBreak(check, looks);
    const inWindow = answers.filter(({ at }) => at > look.at - check.rule.windowMs);
    if (inWindow.length < check.rule.leastSamples) continue;
    const measured = percentileOf(inWindow, check.rule.percentile);
    if (isSlow && measured > check.rule.overMs) since = runStart(answers, check.rule);
    else if (!isSlow && measured <= check.rule.untilMs) end(runStart(answers, check.rule));
  }
  end(now);
  return found;
}

/** Since when the check fails, where the last look is the one that confirmed it. */
function confirmedBy(check: SlowCheck, looks: readonly TimedLook[]): number | null {
  const openBy = (some: readonly TimedLook[]) => {
    const at = some.at(-1)?.at ?? 0;
    return failingTimes({ ...check, looks: some }, at + 1).find(({ endedAt }) => endedAt > at)?.startedAt ?? null;
  };
  const before = looks.slice(0, -1);
  return openBy(before) === null ? openBy(looks) : null;
}

/** The answers since the check was last seen to work again, after a failure or out of sight. */
function answersSinceBreak(check: SlowCheck, looks: readonly TimedLook[]): TimedLook[] {
  const at = looks.at(-1)?.at ?? 0;
  const failed = failingTimes({ ...check, looks }, at + 1).map(({ startedAt, endedAt }) =>
    endedAt > at ? startedAt : endedAt,
  );
  const unseen = blindTimes({ ...check, looks }, at).map(({ endedAt }) => endedAt);
  const from = Math.max(...failed, ...unseen);
  return looks.filter((look) => look.state === 'up' && look.at >= from);
}

/** The smallest latency that so many of a hundred do not exceed. */
function percentileOf(answers: readonly TimedLook[], percentile: number): number {
  const sorted = answers.map(({ latencyMs }) => latencyMs ?? 0).toSorted((a, b) => a - b);
  return sorted.find((_, index) => 100 * (index + 1) >= percentile * sorted.length) ?? 0;
}

/** The first of the unbroken run of answers on the same side of the limit that ends with the last. */
function runStart(answers: readonly TimedLook[], { overMs }: SlowRule): number {
  const isOver = ({ latencyMs }: TimedLook) => (latencyMs ?? 0) > overMs;
  const last = answers.at(-1);
  let from = answers.length - 1;
  while (from > 0 && last && isOver(answers[from - 1] as TimedLook) === isOver(last)) from -= 1;
  return answers[from]?.at ?? 0;
}
