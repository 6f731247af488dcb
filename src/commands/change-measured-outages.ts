import { listServicesOfAll } from '#db/queries/measured-outages';
import type { CommandContext } from './context.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';
import type { JudgedOutcome } from './record-samples.ts';
import { type SettleInput, settleMeasuredOutages } from './settle-measured-outage.ts';
import { endCheckSpan, openCheckSpan } from './write-check-spans.ts';

/** Turns confirmed failures and recoveries of checks, and slowness that began or ended, into the outages of their services. */
export async function changeMeasuredOutages(ctx: CommandContext, judged: readonly JudgedOutcome[]): Promise<void> {
  const changed = judged.filter(({ detection, slowness }) => detection.change !== null || slowness !== null);
  const counting = await listServicesInQuestion(ctx, judged);
  if (changed.length === 0 && counting.length === 0) return;
  await lockOutageChanges(ctx);
  const settled: SettleInput[] = [];
  for (const [serviceId, outcomes] of Map.groupBy(changed, ({ row }) => row.serviceId)) {
    for (const outcome of outcomes) await writeSpans(ctx, outcome);
    const times = outcomes.flatMap(({ detection, slowness }) => [
      detection.change?.at,
      slowness?.at,
      slowness?.unseenSince,
    ]);
    settled.push({ serviceId, since: Math.min(...times.filter((at) => at !== undefined)) });
  }
  for (const serviceId of counting.filter((id) => !changed.some(({ row }) => row.serviceId === id))) {
    settled.push({ serviceId, since: ctx.now() });
  }
  await settleMeasuredOutages(ctx, settled);
}

/** Those of which a check is looked at for the first time, or again, while “all” of them decide over an open outage. */
async function listServicesInQuestion(ctx: CommandContext, judged: readonly JudgedOutcome[]): Promise<string[]> {
  const begun = judged.filter(({ row, detection }) => row.state === 'unknown' && detection.check.state !== 'unknown');
  if (begun.length === 0) return [];
  return listServicesOfAll(ctx.db, [...new Set(begun.map(({ row }) => row.serviceId))]);
}

async function writeSpans(ctx: CommandContext, { row, detection, slowness }: JudgedOutcome): Promise<void> {
  const { change } = detection;
  const checkId = row.id;
  if (slowness?.unseenSince !== undefined) await endCheckSpan(ctx, { checkId, kind: 'slow', at: slowness.unseenSince });
  if (slowness?.kind === 'slowed') await openCheckSpan(ctx, { checkId, kind: 'slow', at: slowness.at });
  if (slowness?.kind === 'sped-up') await endCheckSpan(ctx, { checkId, kind: 'slow', at: slowness.at });
  if (change?.kind === 'failed') await openCheckSpan(ctx, { checkId, kind: 'failing', at: change.at });
  if (change?.kind === 'recovered') await endCheckSpan(ctx, { checkId, kind: 'failing', at: change.at });
}
