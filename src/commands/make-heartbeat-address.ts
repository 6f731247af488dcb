import { lockRows } from '#db/row-locks';
import type { Instant } from '#domain/time';
import { hashToken, newToken } from '#lib/token';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { writeAudit } from './write-audit.ts';

export interface WantedAddress {
  readonly checkId: string;
  /** When the address that this one replaces was made, null for none: a form sent twice voids nothing that was just copied. */
  readonly insteadOf?: Instant | null | undefined;
}

/** Makes the address that a check's job calls; an earlier one opens nothing from now on. The token in it is kept nowhere. */
export async function makeHeartbeatAddress(
  ctx: CommandContext,
  { checkId, insteadOf }: WantedAddress,
): Promise<{ readonly path: string }> {
  requireOperator(ctx, 'incidents');
  return inTransaction(ctx, async (ctx) => {
    // Before the check, as whoever takes a call does.
    const known = ctx.db.selectFrom('heartbeat').select('addressMadeAt').where('checkId', '=', checkId);
    await lockRows(ctx.db, known).execute();
    const inUse = ctx.db
      .selectFrom('healthCheck')
      .select('kind')
      .where('id', '=', checkId)
      .where('archivedAt', 'is', null);
    const check = await lockRows(ctx.db, inUse).executeTakeFirst();
    if (!check) throw new DomainError('not-found', 'There is no such check.');
    if (check.kind !== 'heartbeat') throw new DomainError('invalid', 'Only a heartbeat check has an address to call.');
    const token = newToken();
    const address = { tokenHash: hashToken(token), addressMadeAt: ctx.now() };
    const before = await known.executeTakeFirst();
    if (insteadOf !== undefined && insteadOf !== (before?.addressMadeAt ?? null)) {
      throw new DomainError(
        'conflict',
        'An address was made meanwhile, and it stays as it is. Make another one only if it is lost.',
      );
    }
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
