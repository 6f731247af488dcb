import {
  findFirstInTime,
  findFirstSlow,
  type HealthCheck,
  listEndedGaps,
  listLatencies,
  slowRuleOf,
} from '#db/queries/checks';
import { breakOffSlowness, judgeLatency, type SlowChange } from '#domain/watching/judge-latency';
import type { JudgedSample } from '#domain/watching/judge-probe';
import type { CommandContext } from './context.ts';
import type { DetectedOutcome, JudgedOutcome } from './record-samples.ts';

/** Adds to each outcome whether its check became slow with it; the samples of the batch are written already. */
export async function judgeSlowness(
  ctx: CommandContext,
  detected: readonly DetectedOutcome[],
): Promise<JudgedOutcome[]> {
  const judged: JudgedOutcome[] = [];
  for (const outcome of detected) {
    const { check, change } = outcome.detection;
    const failedAt = change?.kind === 'failed' ? change.at : null;
    const slowness = await slownessOf(ctx, { ...outcome, seenSince: check.stateSince, failedAt });
    judged.push({ ...outcome, slowness });
  }
  return judged;
}

export interface SlownessQuestion {
  readonly row: HealthCheck;
  readonly sample: Pick<JudgedSample, 'at' | 'state'>;
  readonly latencyMs: number | null;
  /** Since when the check is in its state. */
  readonly seenSince: number;
  /** Where the sample confirmed a failure: since when it fails. */
  readonly failedAt: number | null;
}

/** Whether a check became slow with a sample that is written already, as are its gaps, or ceased to be. */
export async function slownessOf(ctx: CommandContext, question: SlownessQuestion): Promise<SlowChange | null> {
  const { row, sample, latencyMs, seenSince, failedAt } = question;
  const { slowSince } = row;
  const isSlow = slowSince !== null;
  const rule = slowRuleOf(row);
  if (isSlow && sample.state !== 'unknown') {
    const isStillSlow = rule !== null && sample.state === 'up' && (latencyMs ?? 0) > rule.overMs;
    const blind = await listEndedGaps(ctx.db, { check: row, since: slowSince, until: sample.at });
    const broken = breakOffSlowness({ slowSince, isStillSlow, at: sample.at }, blind);
    if (broken) return broken;
  }
  // What does not answer at all is no longer called slow.
  if (isSlow && failedAt !== null) return { kind: 'sped-up', at: failedAt };
  if (rule === null) return isSlow ? { kind: 'sped-up', at: sample.at } : null;
  if (sample.state !== 'up' || latencyMs === null || latencyMs > rule.overMs === isSlow) return null;
  const since = sample.at - rule.windowMs;
  const samples = await listLatencies(ctx.db, { no: row.no, since });
  const blind = await listEndedGaps(ctx.db, { check: row, since, until: sample.at });
  const lookedSince = Math.max(seenSince, ...blind.map(({ endedAt }) => endedAt ?? 0));
  const change = judgeLatency({ rule, isSlow, seenSince: lookedSince, samples });
  if (change === null) return change;
  // The first answer of the run may be older than the window.
  const asked = { no: row.no, overMs: rule.overMs, since: Math.max(slowSince ?? 0, lookedSince), until: sample.at };
  const first = slowSince === null ? await findFirstSlow(ctx.db, asked) : await findFirstInTime(ctx.db, asked);
  return { ...change, at: first ?? change.at };
}
