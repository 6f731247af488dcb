import { listOutlastingOutages } from '#db/queries/explanations';
import { alertMeasuredOutage } from './alert-measured-outage.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';

/**
 * Raises the alarm of outages that outlast what explained them: once everything they need works again for a while, they are
 * outages of their own. While something else that they need is out, that explains them. Returns those that were raised.
 */
export async function raiseUnexplained(ctx: CommandContext): Promise<string[]> {
  if ((await listOutlastingOutages(ctx.db, ctx.now())).length === 0) return [];
  return inTransaction(ctx, async (ctx) => {
    await lockOutageChanges(ctx);
    const raised: string[] = [];
    for (const { outageId, explainedBy } of await listOutlastingOutages(ctx.db, ctx.now())) {
      await ctx.db.updateTable('outage').set({ explainedBy }).where('id', '=', outageId).execute();
      if (explainedBy !== null) continue;
      await alertMeasuredOutage(ctx, { outageId, kind: 'started' });
      raised.push(outageId);
    }
    return raised;
  });
}
