import { DAY_MS } from '#domain/time';
import type { SecretBox } from '#lib/secret-box';
import { newWebhookSecret } from '#lib/webhook-signature';
import { type CommandContext, DomainError, inTransaction } from './context.ts';

interface SecretInput {
  readonly subscriberId: string;
  readonly box: SecretBox;
}

/** The signing secret, readable exactly once. */
export async function revealWebhookSecret(ctx: CommandContext, input: SecretInput): Promise<string> {
  const row = await ctx.db
    .updateTable('subscriber')
    .set({ secretShownAt: ctx.now() })
    .where('id', '=', input.subscriberId)
    .where('secretShownAt', 'is', null)
    .returning('secret')
    .executeTakeFirst();
  if (!row?.secret) throw new DomainError('closed', 'The secret was shown already. Replace it to get a new one.');
  return input.box.open(row.secret);
}

/** A new signing secret; the old one signs along for a day. */
export function rotateWebhookSecret(ctx: CommandContext, input: SecretInput): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const row = await ctx.db
      .selectFrom('subscriber')
      .select('secret')
      .where('id', '=', input.subscriberId)
      .executeTakeFirst();
    if (!row) throw new DomainError('not-found', 'This subscription does not exist.');
    await ctx.db
      .updateTable('subscriber')
      .set({
        previousSecret: row.secret,
        previousSecretUntil: ctx.now() + DAY_MS,
        secret: input.box.seal(newWebhookSecret()),
        secretShownAt: null,
      })
      .where('id', '=', input.subscriberId)
      .execute();
  });
}
