import type { OperatorRole } from '#domain/words';
import { bumpCounter } from './bump-counter.ts';
import type { CommandContext } from './context.ts';

export interface RoleGrant {
  readonly userId: string;
  readonly roles: readonly OperatorRole[];
  readonly grantedBy: string;
}

/** Gives a person operator roles he may have already; part of the transaction of whoever decides that. */
export async function grantRoles(ctx: CommandContext, { userId, roles, grantedBy }: RoleGrant): Promise<void> {
  const rows = roles.map((role) => ({ userId, role, grantedAt: ctx.now(), grantedBy }));
  if (rows.length === 0) return;
  await ctx.db
    .insertInto('operatorRole')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Waits for its turn, so that two changes of roles at once cannot each leave the last full operator to the other. */
export async function lockRoles(ctx: CommandContext): Promise<void> {
  await bumpCounter(ctx, 'lock:operator-role');
}
