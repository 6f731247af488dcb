import { type CommandContext, inTransaction } from './context.ts';
import { markPublicChange } from './mark-public-change.ts';

/** Moves occurrences on as their announced time comes and goes; returns how many moved. */
export async function advanceMaintenance(ctx: CommandContext): Promise<number> {
  const now = ctx.now();
  const due = await ctx.db
    .selectFrom('maintenanceOccurrence')
    .select('id')
    .where((eb) =>
      eb.or([
        eb.and([eb('stage', '=', 'scheduled'), eb('startsAt', '<=', now)]),
        eb.and([eb('stage', '=', 'in-progress'), eb('endsAt', '<=', now)]),
      ]),
    )
    .limit(500)
    .execute();
  if (due.length === 0) return 0;
  return inTransaction(ctx, async (ctx) => {
    const ids = due.map(({ id }) => id);
    const change = ctx.db.updateTable('maintenanceOccurrence').where('id', 'in', ids);
    const ended = await change
      .set({ stage: 'done', updatedAt: now })
      .where('stage', 'in', ['scheduled', 'in-progress'])
      .where('endsAt', '<=', now)
      .returning('id')
      .execute();
    const begun = await change
      .set({ stage: 'in-progress', updatedAt: now })
      .where('stage', '=', 'scheduled')
      .where('startsAt', '<=', now)
      .returning('id')
      .execute();
    if (ended.length + begun.length > 0) await markPublicChange(ctx);
    return ended.length + begun.length;
  });
}
