import { listLatencies, slowRuleOf } from '#db/queries/checks';
import { judgeLatency, type SlowChange } from '#domain/watching/judge-latency';
import type { CommandContext } from './context.ts';
import type { DetectedOutcome, JudgedOutcome } from './record-samples.ts';

/** Adds to each outcome whether its check became slow with it; the samples of the batch are written already. */
export async function judgeSlowness(
  ctx: CommandContext,
  detected: readonly DetectedOutcome[],
): Promise<JudgedOutcome[]> {
  const judged: JudgedOutcome[] = [];
  for (const outcome of detected) judged.push({ ...outcome, slowness: await slownessOf(ctx, outcome) });
  return judged;
}

async function slownessOf(ctx: CommandContext, outcome: DetectedOutcome): Promise<SlowChange | null> {
  const { row, sample, detection, latencyMs } = outcome;
  const isSlow = row.slowSince !== null;
  // What does not answer at all is no longer called slow.
  if (isSlow && detection.change?.kind === 'failed') return { kind: 'sped-up', at: detection.change.at };
  const rule = slowRuleOf(row);
  if (rule === null) return isSlow ? { kind: 'sped-up', at: sample.at } : null;
  if (sample.state !== 'up' || latencyMs === null || latencyMs > rule.overMs === isSlow) return null;
  const samples = await listLatencies(ctx.db, { no: row.no, since: sample.at - rule.windowMs });
  return judgeLatency({ rule, isSlow, seenSince: detection.check.stateSince, samples });
}
