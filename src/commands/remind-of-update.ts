import { type CommandContext, inTransaction } from './context.ts';
import { queueOperatorLetter } from './queue-letter.ts';

export interface PromisedUpdate {
  readonly incidentId: string;
  readonly title: string;
  readonly dueAt: number;
}

/** Mails operators once that a promised update is due; whoever comes second, or after the promise has changed, does nothing. */
export function remindOfUpdate(ctx: CommandContext, promised: PromisedUpdate): Promise<boolean> {
  return inTransaction(ctx, async (ctx) => {
    const first = await ctx.db
      .updateTable('incident')
      .set({ remindedFor: promised.dueAt })
      .where('id', '=', promised.incidentId)
      .where('nextUpdateDueAt', '=', promised.dueAt)
      .where('resolvedAt', 'is', null)
      .where((eb) => eb.or([eb('remindedFor', 'is', null), eb('remindedFor', '<>', promised.dueAt)]))
      .returning('id')
      .executeTakeFirst();
    if (!first) return false;
    await queueOperatorLetter(ctx, {
      role: 'incidents',
      letter: {
        kind: 'update-due',
        path: `/console/incidents/${promised.incidentId}`,
        thread: `incident-${promised.incidentId}`,
        title: promised.title,
        dueAt: promised.dueAt,
      },
    });
    return true;
  });
}
