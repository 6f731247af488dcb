import { getNameRetentionDays } from '#db/queries/name-retention';
import { isRetention, RETENTION_BOUNDS, RETENTION_SETTING } from '#domain/name-retention';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { writeAudit } from './write-audit.ts';

/** Sets for how many days names and free text stay in ledger and audit log. */
export async function setNameRetention(ctx: CommandContext, { days }: { readonly days: number }): Promise<void> {
  requireOperator(ctx, 'audit');
  if (!isRetention(days)) {
    const { least, most } = RETENTION_BOUNDS;
    throw new DomainError('invalid', `Give a whole number of days from ${least} to ${most}.`, 'days');
  }
  await inTransaction(ctx, async (tx) => {
    const before = await getNameRetentionDays(tx.db);
    const row = { value: String(days), updatedAt: tx.now() };
    await tx.db
      .insertInto('setting')
      .values({ key: RETENTION_SETTING, ...row })
      .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
      .execute();
    await writeAudit(tx, {
      action: 'set-name-retention',
      subjectKind: 'setting',
      subjectId: RETENTION_SETTING,
      detail: { before, after: days },
    });
  });
}
