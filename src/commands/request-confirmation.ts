import { getSite } from '#db/queries/site';
import { HOUR_MS } from '#domain/time';
import { pathIn } from '#i18n/language';
import type { SecretBox } from '#lib/secret-box';
import { hashToken, newToken } from '#lib/token';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { queueOwnEvent } from './queue-own-event.ts';
import { takeTurn } from './take-turn.ts';

const VALID_MS = 48 * HOUR_MS;

/** Sends an unconfirmed endpoint a fresh challenge; earlier ones are worthless from then on. */
export function requestConfirmation(
  ctx: CommandContext,
  input: { readonly subscriberId: string; readonly box: SecretBox },
): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const { subscriberId, box } = input;
    if (!(await takeTurn(ctx, { key: `confirm:${subscriberId}`, limit: 3, windowMs: HOUR_MS }))) {
      throw new DomainError('conflict', 'That was sent three times already. Please try again in an hour.');
    }
    const challenge = newToken();
    const confirmUntil = ctx.now() + VALID_MS;
    const row = await ctx.db
      .updateTable('subscriber')
      .set({ confirmTokenHash: hashToken(challenge), confirmUntil })
      .where('id', '=', subscriberId)
      .where('confirmedAt', 'is', null)
      .returning(['address', 'lang'])
      .executeTakeFirst();
    if (!row) throw new DomainError('closed', 'This subscription is confirmed already.');
    const { url } = await getSite(ctx.db);
    await queueOwnEvent(ctx, {
      subscriberId,
      address: row.address,
      type: 'subscription.confirm',
      box,
      data: {
        challenge,
        confirmUrl: `${url}${pathIn(row.lang, `/subscriptions/confirm/${challenge}`)}`,
        expiresAt: new Date(confirmUntil).toISOString(),
      },
    });
  });
}
