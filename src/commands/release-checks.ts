import { lockRows } from '#db/row-locks';
import { type CommandContext, inTransaction } from './context.ts';

export interface CheckLease {
  readonly checkId: string;
  readonly leaseToken: string;
}

/** Gives claimed checks back unmeasured, so that any process may run them, at once or when said. */
export function releaseChecks(
  ctx: CommandContext,
  input: { readonly leases: readonly CheckLease[]; readonly dueAt?: number },
): Promise<void> {
  // A process that stops with nothing in hand does not wait for the one writer.
  if (input.leases.length === 0) return Promise.resolve();
  return inTransaction(ctx, async ({ db }) => {
    const due = input.dueAt === undefined ? {} : { nextDueAt: input.dueAt };
    const all = input.leases.map(({ checkId }) => checkId);
    // In their order, as everybody takes them, also those of several leases: an update by itself takes them as they come.
    await lockRows(db, db.selectFrom('healthCheck').select('id').where('id', 'in', all).orderBy('no')).execute();
    for (const [leaseToken, leases] of Map.groupBy(input.leases, ({ leaseToken }) => leaseToken)) {
      await db
        .updateTable('healthCheck')
        .set({ leaseToken: null, leaseUntil: null, leaseWorkerId: null, ...due })
        .where('leaseToken', '=', leaseToken)
        .where(
          'id',
          'in',
          leases.map(({ checkId }) => checkId),
        )
        .execute();
    }
  });
}
