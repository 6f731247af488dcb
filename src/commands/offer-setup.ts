import { findAnyOperator } from '#db/queries/people';
import { OPERATOR_ROLES } from '#domain/words';
import { hashToken, newToken } from '#lib/token';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { grantRoles, lockRoles } from './grant-roles.ts';
import { writeAudit } from './write-audit.ts';

export const SETUP_TOKEN_HASH = 'setup-token-hash';

/** Makes the link that creates the first operator, in place of an earlier one; undefined once there is an operator. */
export async function offerSetup(ctx: CommandContext): Promise<string | undefined> {
  return inTransaction(ctx, async (inside) => {
    if (await findAnyOperator(inside.db)) return undefined;
    const token = newToken();
    const row = { value: hashToken(token), updatedAt: inside.now() };
    await inside.db
      .insertInto('setting')
      .values({ key: SETUP_TOKEN_HASH, ...row })
      .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
      .execute();
    return `/setup?token=${token}`;
  });
}

/** Uses the setup link up and gives its user every role; of two at the same moment one becomes the first operator. */
export async function claimSetup(
  ctx: CommandContext,
  { token, userId }: { readonly token: string; readonly userId: string },
): Promise<void> {
  await inTransaction(ctx, async (inside) => {
    await lockRoles(inside);
    const claimed = await inside.db
      .deleteFrom('setting')
      .where('key', '=', SETUP_TOKEN_HASH)
      .where('value', '=', hashToken(token))
      .returning('key')
      .executeTakeFirst();
    if (!claimed || (await findAnyOperator(inside.db))) {
      throw new DomainError('closed', 'This installation has been set up already.');
    }
    await grantRoles(inside, { userId, roles: OPERATOR_ROLES, grantedBy: 'setup' });
    await writeAudit(inside, {
      action: 'set-up',
      subjectKind: 'person',
      subjectId: userId,
      detail: { roles: OPERATOR_ROLES },
    });
  });
}
