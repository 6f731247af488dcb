import { findOutage } from '#db/queries/outages';
import type { CommandContext } from './context.ts';
import { noteOutageChange } from './note-evidence-change.ts';

/** Counts an outage's revision up and keeps what it says now; call it after the change, in its transaction. */
export async function appendOutageRevision(
  ctx: CommandContext,
  input: { readonly outageId: string; readonly reason: string },
): Promise<void> {
  const { revision } = await ctx.db
    .updateTable('outage')
    .set((eb) => ({ revision: eb('revision', '+', 1), updatedAt: ctx.now() }))
    .where('id', '=', input.outageId)
    .returning('revision')
    .executeTakeFirstOrThrow();
  const outage = await findOutage(ctx.db, input.outageId);
  await ctx.db
    .insertInto('outageRevision')
    .values({
      outageId: input.outageId,
      revision,
      at: ctx.now(),
      actorName: ctx.actor.name,
      reason: input.reason,
      snapshot: JSON.stringify(outage),
    })
    .execute();
  if (outage) await noteOutageChange(ctx, outage);
}
