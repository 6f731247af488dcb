import type { CommandContext } from './context.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';
import type { JudgedOutcome } from './record-samples.ts';
import { settleMeasuredOutage } from './settle-measured-outage.ts';
import { endCheckSpan, openCheckSpan } from './write-check-spans.ts';

/** Turns confirmed failures and recoveries of checks, and slowness that began or ended, into the outages of their services. */
export async function changeMeasuredOutages(ctx: CommandContext, judged: readonly JudgedOutcome[]): Promise<void> {
  const changed = judged.filter(({ detection, slowness }) => detection.change !== null || slowness !== null);
  if (changed.length === 0) return;
  await lockOutageChanges(ctx);
  for (const [serviceId, outcomes] of Map.groupBy(changed, ({ row }) => row.serviceId)) {
    for (const outcome of outcomes) await writeSpans(ctx, outcome);
    const times = outcomes.flatMap(({ detection, slowness }) => [detection.change?.at, slowness?.at]);
    await settleMeasuredOutage(ctx, { serviceId, since: Math.min(...times.filter((at) => at !== undefined)) });
  }
}

async function writeSpans(ctx: CommandContext, { row, detection, slowness }: JudgedOutcome): Promise<void> {
  const { change } = detection;
  const checkId = row.id;
  if (slowness?.kind === 'slowed') await openCheckSpan(ctx, { checkId, kind: 'slow', at: slowness.at });
  if (slowness?.kind === 'sped-up') await endCheckSpan(ctx, { checkId, kind: 'slow', at: slowness.at });
  if (change?.kind === 'failed') await openCheckSpan(ctx, { checkId, kind: 'failing', at: change.at });
  if (change?.kind === 'recovered') await endCheckSpan(ctx, { checkId, kind: 'failing', at: change.at });
}
