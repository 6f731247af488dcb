import { listReturns } from '#db/queries/flapping';
import { countAlarms } from '#db/queries/outage-alerts';
import { findOutage, type Outage } from '#db/queries/outages';
import { alertOutage, type OutageAlertInput } from './alert-operators.ts';
import type { CommandContext } from './context.ts';

/**
 * Tells operators of a measured outage, unless they know enough: another outage explains it, or its service flaps. Of a flapping
 * service they hear when it comes back for the first time, when it gets worse, when it stays away (`raiseLasting`), and when it has
 * stayed well.
 */
export async function alertMeasuredOutage(ctx: CommandContext, input: OutageAlertInput): Promise<void> {
  const outage = await findOutage(ctx.db, input.outageId);
  if (!outage || outage.explainedBy !== null) return;
  if (await isKnown(ctx, outage, input.kind)) return;
  await alertOutage(ctx, input);
}

const ALARMS_OF_ONE_EVENT = 2;

async function isKnown(ctx: CommandContext, outage: Outage, kind: OutageAlertInput['kind']): Promise<boolean> {
  const { incidentId, serviceId, state, id } = outage;
  if (incidentId === null) return false;
  const returns = await listReturns(ctx.db, incidentId);
  if (!returns.some((one) => one.serviceId === serviceId)) return false;
  if (kind === 'ended') return true;
  return (await countAlarms(ctx.db, { incidentId, serviceId, state, exceptId: id })) >= ALARMS_OF_ONE_EVENT;
}
