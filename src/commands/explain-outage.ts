import { type Explanation, findExplanation, listUnexplainedDependents } from '#db/queries/explanations';
import type { Outage } from '#db/queries/outages';
import { alertMeasuredOutage } from './alert-measured-outage.ts';
import { appendAutomaticUpdate } from './append-automatic-update.ts';
import type { CommandContext } from './context.ts';
import { dropUnsentAlerts } from './drop-unsent-alerts.ts';

/** Notes which outage of a service that is needed explains this one: it stays a fact, but raises no alarm of its own. */
export async function explainOutage(ctx: CommandContext, outage: Outage): Promise<Explanation | undefined> {
  if (outage.source !== 'measured') return undefined;
  const explanation = await findExplanation(ctx.db, outage);
  if (explanation) await markExplained(ctx, outage.id, explanation.outageId);
  return explanation;
}

/** The other way round: outages of services that need this one were noticed before its own. */
export async function explainDependents(ctx: CommandContext, outage: Outage): Promise<void> {
  for (const dependent of await listUnexplainedDependents(ctx.db, outage)) {
    await markExplained(ctx, dependent.outageId, outage.id);
    const { incidentId, state } = dependent;
    const facts = { serviceIds: [dependent.serviceId], causeIds: [outage.serviceId], state };
    if (incidentId === null || incidentId !== outage.incidentId) continue;
    await appendAutomaticUpdate(ctx, {
      incidentId,
      stage: 'investigating',
      automatic: { kind: 'explained', ...facts },
    });
  }
}

/** An outage that was none explains nothing: those it explained, and that last, raise the alarm they did not raise. */
export async function unexplainDependents(ctx: CommandContext, outageId: string): Promise<void> {
  const alone = await ctx.db
    .updateTable('outage')
    .set({ explainedBy: null })
    .where('explainedBy', '=', outageId)
    .where('endedAt', 'is', null)
    .where('retractedAt', 'is', null)
    .returning('id')
    .execute();
  for (const { id } of alone) await alertMeasuredOutage(ctx, { outageId: id, kind: 'started' });
}

async function markExplained(ctx: CommandContext, outageId: string, explainedBy: string): Promise<void> {
  await ctx.db.updateTable('outage').set({ explainedBy }).where('id', '=', outageId).execute();
  await dropUnsentAlerts(ctx, outageId);
}
