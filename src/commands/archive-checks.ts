import type { HealthCheck } from '#db/queries/checks';
import { seenUntil } from '#domain/watching/detect-outage';
import { removeViewsOf } from './blind-views.ts';
import type { CommandContext } from './context.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';
import { settleMeasuredOutage } from './settle-measured-outage.ts';
import { endAllCheckSpans } from './write-check-spans.ts';
import { closeOpenGap } from './write-measurement-gaps.ts';

export interface ChecksOfService {
  readonly serviceId: string;
  readonly checkIds: readonly string[];
}

/**
 * Runs checks of a service no more; their history stays. An outage that only they still saw ends now, because nobody watches it any
 * longer. What is left of the service is judged once all of them are gone: in between, others would decide alone.
 */
export async function archiveChecks(ctx: CommandContext, { serviceId, checkIds }: ChecksOfService): Promise<void> {
  if (checkIds.length === 0) return;
  await lockOutageChanges(ctx);
  let since = ctx.now();
  for (const checkId of checkIds) since = Math.min(since, await putAway(ctx, checkId));
  await settleMeasuredOutage(ctx, { serviceId, since, endReason: DELETED });
}

/** Returns until when it was seen. */
async function putAway(ctx: CommandContext, checkId: string): Promise<number> {
  const now = ctx.now();
  const check: HealthCheck = await ctx.db
    .updateTable('healthCheck')
    .set({ archivedAt: now, leaseToken: null, leaseUntil: null, secrets: null, slowSince: null })
    .where('id', '=', checkId)
    .returningAll()
    .executeTakeFirstOrThrow();
  if (check.polledFrom !== 'here') await removeViewsOf(ctx, checkId);
  await closeOpenGap(ctx, { checkId, at: now });
  const seen = seenUntil(check, now, check);
  await endAllCheckSpans(ctx, { checkId, at: seen });
  return seen;
}

const DELETED = 'The check that saw it is no longer run: nobody watches any more.';
