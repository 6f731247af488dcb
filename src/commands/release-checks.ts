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
  for (const { checkId, leaseToken } of input.leases) {
    await ctx.db
      .updateTable('healthCheck')
      .set({ leaseToken: null, leaseUntil: null })
      .where('id', '=', checkId)
      .where('leaseToken', '=', leaseToken)
      .execute();
  }
}
