import { listReturns } from '#db/queries/flapping';
import { findOutage } from '#db/queries/outages';
import { alertOutage, type OutageAlertInput } from './alert-operators.ts';
import type { CommandContext } from './context.ts';

/**
 * Tells operators of a measured outage, unless they know enough: another outage explains it, or its service flaps. Of a flapping
 * service they hear when it comes back for the first time, and when it has stayed well.
 */
export async function alertMeasuredOutage(ctx: CommandContext, input: OutageAlertInput): Promise<void> {
  const outage = await findOutage(ctx.db, input.outageId);
  if (!outage || outage.explainedBy !== null) return;
  const returns = outage.incidentId === null ? [] : await listReturns(ctx.db, outage.incidentId);
  const times = returns.find(({ serviceId }) => serviceId === outage.serviceId)?.times ?? 1;
  if (times > (input.kind === 'started' ? 2 : 1)) return;
  await alertOutage(ctx, input);
}
