import { endFailure } from './change-measured-outages.ts';
import type { CommandContext } from './context.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';
import { settleMeasuredOutage } from './settle-measured-outage.ts';

/** Runs a check no more; its history stays. An outage that only it still saw ends now, because nobody watches it any longer. */
export async function archiveCheck(ctx: CommandContext, input: { readonly checkId: string }): Promise<void> {
  await lockOutageChanges(ctx);
  const now = ctx.now();
  const check = await ctx.db
    .updateTable('healthCheck')
    .set({ archivedAt: now, leaseToken: null, leaseUntil: null })
    .where('id', '=', input.checkId)
    .returning(['serviceId'])
    .executeTakeFirstOrThrow();
  await ctx.db
    .updateTable('measurementGap')
    .set({ endedAt: now })
    .where('checkId', '=', input.checkId)
    .where('endedAt', 'is', null)
    .execute();
  await endFailure(ctx, { checkId: input.checkId, at: now });
  await settleMeasuredOutage(ctx, { serviceId: check.serviceId });
}
