import { seenUntil } from '#domain/watching/detect-outage';
import { removeViewsOf } from './blind-views.ts';
import type { CommandContext } from './context.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';
import { settleMeasuredOutage } from './settle-measured-outage.ts';
import { endAllCheckSpans } from './write-check-spans.ts';
import { closeOpenGap } from './write-measurement-gaps.ts';

/** Runs a check no more; its history stays. An outage that only it still saw ends now, because nobody watches it any longer. */
export async function archiveCheck(ctx: CommandContext, input: { readonly checkId: string }): Promise<void> {
  await lockOutageChanges(ctx);
  const now = ctx.now();
  const check = await ctx.db
    .updateTable('healthCheck')
    .set({ archivedAt: now, leaseToken: null, leaseUntil: null, secrets: null, slowSince: null })
    .where('id', '=', input.checkId)
    .returningAll()
    .executeTakeFirstOrThrow();
  if (check.polledFrom !== 'here') await removeViewsOf(ctx, input.checkId);
  await closeOpenGap(ctx, { checkId: input.checkId, at: now });
  const seen = seenUntil(check, now, check);
  await endAllCheckSpans(ctx, { checkId: input.checkId, at: seen });
  await settleMeasuredOutage(ctx, { serviceId: check.serviceId, since: seen, endReason: DELETED });
}

const DELETED = 'The check that saw it is no longer run: nobody watches any more.';
