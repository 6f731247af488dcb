import type { CommandContext } from './context.ts';

export interface CheckLease {
  readonly checkId: string;
  readonly leaseToken: string;
}

/** Gives claimed checks back unmeasured, so that any process may run them, at once or when said. */
export async function releaseChecks(
  ctx: CommandContext,
  input: { readonly leases: readonly CheckLease[]; readonly dueAt?: number },
): Promise<void> {
  const due = input.dueAt === undefined ? {} : { nextDueAt: input.dueAt };
  const byToken = Map.groupBy(input.leases, ({ leaseToken }) => leaseToken);
  for (const [leaseToken, leases] of byToken) {
    const ids = leases.map(({ checkId }) => checkId);
    await ctx.db
      .updateTable('healthCheck')
      .set({ leaseToken: null, leaseUntil: null, leaseWorkerId: null, ...due })
      .where('leaseToken', '=', leaseToken)
      .where('id', 'in', ids)
      .execute();
  }
}
