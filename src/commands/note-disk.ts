import { alertDisk } from './alert-operators.ts';
import { type CommandContext, inTransaction } from './context.ts';

const KEY = 'disk-full-since';

/** Mails the operators when the disk is full and when it has room again; of several processes that notice, one does. */
export async function noteDisk(ctx: CommandContext, { isFull }: { readonly isFull: boolean }): Promise<boolean> {
  const known = await ctx.db.selectFrom('setting').select('key').where('key', '=', KEY).executeTakeFirst();
  if ((known !== undefined) === isFull) return false;
  return inTransaction(ctx, async (ctx) => {
    const isNews = isFull ? await begin(ctx) : await end(ctx);
    if (isNews) await alertDisk(ctx, { isFull });
    return isNews;
  });
}

async function begin(ctx: CommandContext): Promise<boolean> {
  const now = ctx.now();
  const first = await ctx.db
    .insertInto('setting')
    .values({ key: KEY, value: String(now), updatedAt: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('key')
    .executeTakeFirst();
  return first !== undefined;
}

async function end(ctx: CommandContext): Promise<boolean> {
  const known = await ctx.db.deleteFrom('setting').where('key', '=', KEY).returning('key').executeTakeFirst();
  return known !== undefined;
}
