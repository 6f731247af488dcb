import type { Updateable } from 'kysely';
import type { CreditRequest } from '#db/queries/credit-requests';
import type { LedgerScope } from '#db/queries/ledger';
import type { CreditRequestTable } from '#db/schema/credits';
import type { CreditRefusals } from '#i18n/credits/refusals';
import { type CommandContext, DomainError } from './context.ts';

/** Writes a move of a claim; the stage it was read in has to hold still, whatever locks there are. */
export async function moveCreditRequest(
  ctx: CommandContext,
  input: {
    readonly request: CreditRequest;
    readonly to: Updateable<CreditRequestTable>;
    readonly words: CreditRefusals;
  },
): Promise<void> {
  const { request, to, words } = input;
  const moved = await ctx.db
    .updateTable('creditRequest')
    .set({ ...to, updatedAt: ctx.now() })
    .where('id', '=', request.id)
    .where('stage', '=', request.stage)
    .returning('id')
    .executeTakeFirst();
  if (!moved) throw new DomainError('already-decided', words.alreadyAnswered);
}

/** Frees services and window for a new claim. */
export async function endRequestItems(ctx: CommandContext, items: readonly { readonly id: string }[]): Promise<void> {
  if (items.length === 0) return;
  await ctx.db
    .updateTable('creditRequestItem')
    .set({ endedAt: ctx.now() })
    .where(
      'id',
      'in',
      items.map(({ id }) => id),
    )
    .where('endedAt', 'is', null)
    .execute();
}

/** Whose claims the actor may move: an admin those of the organisation, an operator with money those against providers. */
export function scopeOfClaimant(ctx: CommandContext, words: CreditRefusals): LedgerScope {
  const { actor } = ctx;
  if (actor.kind === 'member' && actor.role === 'admin') return { organizationId: actor.organizationId };
  if (actor.kind === 'operator' && actor.roles.includes('money')) return 'every-organization';
  throw new DomainError('forbidden', words.notAsker);
}
