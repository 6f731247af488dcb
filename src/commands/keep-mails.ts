import type { CommandContext } from './context.ts';

/** Sets mails aside that cannot be sent because no SMTP server is set: shown in the console instead of lost. */
export async function keepMails(ctx: CommandContext): Promise<void> {
  await ctx.db
    .updateTable('delivery')
    .set({ state: 'kept', leaseToken: null, leaseUntil: null })
    .where('channel', '=', 'mail')
    .where('state', '=', 'due')
    .execute();
}
