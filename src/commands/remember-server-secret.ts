import type { CommandContext } from './context.ts';

/** Records which secret this database belongs to; the first one stays. Returns the fingerprint on record. */
export async function rememberServerSecret(ctx: CommandContext, fingerprint: string): Promise<string> {
  await ctx.db
    .insertInto('setting')
    .values({ key: 'server-secret-fingerprint', value: fingerprint, updatedAt: ctx.now() })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
  const row = await ctx.db
    .selectFrom('setting')
    .select('value')
    .where('key', '=', 'server-secret-fingerprint')
    .executeTakeFirstOrThrow();
  return row.value;
}
