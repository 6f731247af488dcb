import { hashToken } from '#lib/token';
import { type CommandContext, DomainError } from './context.ts';

export interface Claim {
  readonly purpose: 'invitation' | 'reset';
  readonly token: string;
}

/** Uses a link up; of two who try at the same moment one gets it. */
export async function claimAccessLink(ctx: CommandContext, { purpose, token }: Claim): Promise<void> {
  const claimed = await ctx.db
    .updateTable('accessLink')
    .set({ usedAt: ctx.now() })
    .where('tokenHash', '=', hashToken(token))
    .where('purpose', '=', purpose)
    .where('usedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .where('expiresAt', '>', ctx.now())
    .returning('id')
    .executeTakeFirst();
  if (!claimed) throw new DomainError('closed', 'This link was used already, or its time is over.');
}
