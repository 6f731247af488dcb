import { getLastGoodAnswer } from '#db/queries/own-connection';
import { alertConnection } from './alert-operators.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { noteCutOff } from './note-listening.ts';
import { getWitnessedUntil } from './note-witnessed.ts';

const KEY = 'connection-lost-since';

/** Mails the operators when this installation is cut off and when it is back; of several processes that notice, one does. */
export function noteConnection(ctx: CommandContext, connection: 'lost' | 'working'): Promise<void> {
  return inTransaction(ctx, (ctx) => (connection === 'lost' ? noteLoss(ctx) : noteReturn(ctx)));
}

/** Whether this installation is known to be cut off. */
export async function isCutOff({ db }: CommandContext): Promise<boolean> {
  const lost = await db.selectFrom('setting').select('key').where('key', '=', KEY).executeTakeFirst();
  return lost !== undefined;
}

/** It was lost before it was noticed: what a job of the user's said since the last good answer may not have reached us. */
async function noteLoss(ctx: CommandContext): Promise<void> {
  const now = ctx.now();
  const known = Math.max(await getLastGoodAnswer(ctx.db), await getWitnessedUntil(ctx));
  const since = known > 0 && known <= now ? known : now;
  const first = await ctx.db
    .insertInto('setting')
    .values({ key: KEY, value: String(since), updatedAt: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('key')
    .executeTakeFirst();
  if (first) await alertConnection(ctx, { since: now, until: null });
}

async function noteReturn(ctx: CommandContext): Promise<void> {
  const lost = await ctx.db.deleteFrom('setting').where('key', '=', KEY).returningAll().executeTakeFirst();
  if (!lost) return;
  const now = ctx.now();
  await noteCutOff(ctx, { startedAt: Number(lost.value), endedAt: now });
  await alertConnection(ctx, { since: lost.updatedAt, until: now });
}
