import type { CommandContext } from './context.ts';

/** Leaves untold what operators were still to be told of an outage; what they heard of it before stays known. */
export async function dropUnsentAlerts(ctx: CommandContext, outageId: string): Promise<void> {
  await ctx.db
    .updateTable('outageAlert')
    .set((eb) => ({ toldAt: ctx.now(), state: eb.ref('knownAs').$notNull() }))
    .where('outageId', '=', outageId)
    .where('toldAt', 'is', null)
    .where('knownAs', 'is not', null)
    .execute();
  await ctx.db.deleteFrom('outageAlert').where('outageId', '=', outageId).where('toldAt', 'is', null).execute();
}
