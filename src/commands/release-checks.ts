import type { CommandContext } from './context.ts';

export interface CheckLease {
  readonly checkId: string;
  readonly leaseToken: string;
}

/** Gives claimed checks back unmeasured, so that another process may run them at once. */
export async function releaseChecks(
  ctx: CommandContext,
  input: { readonly leases: readonly CheckLease[] },
): Promise<void> {
  const byToken = Map.groupBy(input.leases, ({ leaseToken }) => leaseToken);
  for (const [leaseToken, leases] of byToken) {
    const ids = leases.map(({ checkId }) => checkId);
    await ctx.db
      .updateTable('healthCheck')
      .set({ leaseToken: null, leaseUntil: null })
      .where('leaseToken', '=', leaseToken)
      .where('id', 'in', ids)
      .execute();
  }
}
