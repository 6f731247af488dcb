import type { Updateable } from 'kysely';
import type { CreditRequestTable } from '#db/schema/credits';
import { type CommandContext, DomainError } from './context.ts';
import type { ProviderClaimInHand } from './provider-claim-in-hand.ts';

/** Moves a claim that is in hand; no clock of ours runs while it is with the provider. */
export async function moveProviderClaim(
  ctx: CommandContext,
  { request, say }: ProviderClaimInHand,
  to: Updateable<CreditRequestTable>,
): Promise<void> {
  const moved = await ctx.db
    .updateTable('creditRequest')
    .set({ dueAt: null, ...to, updatedAt: ctx.now() })
    .where('id', '=', request.id)
    .where('stage', '=', request.stage)
    .returning('id')
    .executeTakeFirst();
  if (!moved) throw new DomainError('conflict', say.notNow, 'form');
}
