import { hashToken, newToken } from '#lib/token';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { writeAudit } from './write-audit.ts';

/** Makes the address that a check's job calls; an earlier one opens nothing from now on. The token in it is kept nowhere. */
export async function makeHeartbeatAddress(
  ctx: CommandContext,
  { checkId }: { readonly checkId: string },
): Promise<{ readonly path: string }> {
  requireOperator(ctx, 'incidents');
  return inTransaction(ctx, async (ctx) => {
    const check = await ctx.db
      .selectFrom('healthCheck')
      .select('kind')
      .where('id', '=', checkId)
      .where('archivedAt', 'is', null)
      .executeTakeFirst();
    if (!check) throw new DomainError('not-found', 'There is no such check.');
    if (check.kind !== 'heartbeat') throw new DomainError('invalid', 'Only a heartbeat check has an address to call.');
    const token = newToken();
    const address = { tokenHash: hashToken(token), addressMadeAt: ctx.now() };
    const before = await ctx.db
      .selectFrom('heartbeat')
      .select('addressMadeAt')
      .where('checkId', '=', checkId)
      .executeTakeFirst();
    await ctx.db
      .insertInto('heartbeat')
      .values({ checkId, ...address, callCount: 0 })
      .onConflict((conflict) => conflict.column('checkId').doUpdateSet(address))
      .execute();
    await writeAudit(ctx, {
      action: before ? 'replace-heartbeat-address' : 'make-heartbeat-address',
      subjectKind: 'check',
      subjectId: checkId,
    });
    return { path: `/api/heartbeat/${token}` };
  });
}
