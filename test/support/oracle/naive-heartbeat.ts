import { type Interval, overlaps } from '#domain/interval';

export interface JobCall {
  readonly at: number;
  readonly event: 'start' | 'success' | 'fail';
}

export interface JobPlan {
  readonly everyMs: number;
  readonly graceMs: number;
  readonly longestMs: number | undefined;
}

export type JobVerdict = 'well' | 'late' | 'failed' | 'too-slow' | 'unknown';

/** What docs/checks.md says of a job at a moment, out of all its calls that were taken and the times in which none could be. */
export function naiveVerdict(
  calls: readonly JobCall[],
  away: readonly Interval[],
  { plan, now }: { readonly plan: JobPlan; readonly now: number },
): JobVerdict {
  const last = calls.at(-1);
  if (!last) return 'unknown';
  const isHeard = (startedAt: number, endedAt: number) => !away.some((one) => overlaps(one, { startedAt, endedAt }));
  const ends = calls.filter(({ event }) => event !== 'start');
  const ended = ends.at(-1);
  const begun = calls.filter(({ event, at }) => event === 'start' && at >= (ended?.at ?? 0));
  const limitMs = plan.longestMs ?? plan.everyMs + plan.graceMs;
  const overrun = [begun.at(0), begun.at(-1)].flatMap((call) => (call && call.at + limitMs <= now ? [call.at] : []));
  if (overrun.some((at) => isHeard(at, at + limitMs))) return 'late';
  const due: number[] = [];
  for (let at = last.at + plan.everyMs; at + plan.graceMs <= now; at += plan.everyMs) due.push(at);
  if (due.some((at) => isHeard(at - plan.graceMs, at + plan.graceMs))) return 'late';
  if (overrun.length > 0 || due.length > 0 || !ended) return 'unknown';
  if (ended.event === 'fail') return 'failed';
  const start = calls.findLast(({ event, at }) => event === 'start' && at < ended.at);
  const before = ends.at(-2);
  const tookMs = start && (!before || before.at < start.at) ? ended.at - start.at : 0;
  return plan.longestMs !== undefined && tookMs > plan.longestMs ? 'too-slow' : 'well';
}
