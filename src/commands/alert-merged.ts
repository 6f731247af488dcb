import { listAlerts } from '#db/queries/outage-alerts';
import { findOutage } from '#db/queries/outages';
import { alertMeasuredOutage } from './alert-measured-outage.ts';
import type { CommandContext } from './context.ts';

/** What operators heard of an outage that is part of another one goes for that: they hear of its end, and not twice that it began. */
export async function alertMerged(
  ctx: CommandContext,
  { outageId, intoId }: { readonly outageId: string; readonly intoId: string },
): Promise<void> {
  const alerts = await listAlerts(ctx.db, outageId);
  const begun = alerts.find(({ kind }) => kind === 'started');
  if (!begun || alerts.some(({ kind }) => kind === 'ended')) return;
  const { state, toldAt, knownAs } = begun;
  await ctx.db
    .insertInto('outageAlert')
    .values({ outageId: intoId, kind: 'started', state, at: ctx.now(), toldAt, knownAs })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const into = await findOutage(ctx.db, intoId);
  if (!into || into.endedAt === null) return;
  const told = ctx.db.deleteFrom('outageAlert').where('outageId', '=', intoId).where('toldAt', 'is not', null);
  await told.where('kind', '=', 'ended').execute();
  await alertMeasuredOutage(ctx, { outageId: intoId, kind: 'ended' });
}
