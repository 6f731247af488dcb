import { listWithheldEnds, type WithheldEnd } from '#db/queries/outage-alerts';
import { listOutages } from '#db/queries/outages';
import { alertLastEnd } from './alert-last-end.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';

/** Tells operators of services that flapped and have stayed well since, whatever else their incident is about; returns them. */
export async function tellWithheldEnds(ctx: CommandContext): Promise<string[]> {
  if ((await listWithheldEnds(ctx.db, ctx.now())).length === 0) return [];
  return inTransaction(ctx, async (ctx) => {
    await lockOutageChanges(ctx);
    const told: string[] = [];
    const due = await listWithheldEnds(ctx.db, ctx.now());
    for (const [serviceId, ends] of Map.groupBy(due, (end) => end.serviceId)) {
      if (await tellEnd(ctx, serviceId, ends)) told.push(serviceId);
    }
    return told;
  });
}

async function tellEnd(ctx: CommandContext, serviceId: string, ends: readonly WithheldEnd[]): Promise<boolean> {
  const since = Math.min(...ends.map(({ startedAt }) => startedAt));
  const flapMs = Math.max(...ends.map((end) => end.flapMs));
  const all = await listOutages(ctx.db, [serviceId], { startedAt: since, endedAt: Number.MAX_SAFE_INTEGER });
  const outages = all.filter(({ source }) => source === 'measured');
  const quietAt = Math.max(...outages.map(({ endedAt }) => (endedAt ?? ctx.now()) + flapMs));
  const isOver = quietAt <= ctx.now();
  await ctx.db
    .updateTable('outageAlert')
    .set({ withheldUntil: isOver ? null : quietAt })
    .where(
      'outageId',
      'in',
      ends.map(({ outageId }) => outageId),
    )
    .execute();
  return isOver && outages.length > 0 && (await alertLastEnd(ctx, outages));
}
