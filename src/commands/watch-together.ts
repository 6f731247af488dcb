import type { HealthCheck } from '#db/queries/checks';
import { listPlacesOfCheck } from '#db/queries/places';
import { NO_COUNTS } from '#domain/watching/detect-outage';
import { firstDueAt } from '#domain/watching/due-times';
import { HERE } from '#domain/watching/place-choice';
import { removeView } from './blind-views.ts';
import type { CommandContext } from './context.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';
import { markPublicChange } from './mark-public-change.ts';
import { settleMeasuredOutage } from './settle-measured-outage.ts';
import { endCheckSpan, openCheckSpan } from './write-check-spans.ts';
import { closeGapOfCheck, openGapOfCheck } from './write-measurement-gaps.ts';
import { writePlaceSpan } from './write-place-spans.ts';

/** What the server alone saw of a check so far becomes what it sees as one of several places. */
export async function watchTogether(ctx: CommandContext, row: HealthCheck): Promise<void> {
  const { id: checkId, state, stateSince, failureCount, successCount, firstFailureAt, firstSuccessAt } = row;
  const { lastSampleAt, lastUpAt, firstUpAt, blindSince, lastCause, lastDetail, lastLatencyMs } = row;
  const counts = { failureCount, successCount, firstFailureAt, firstSuccessAt };
  await ctx.db
    .insertInto('checkPlace')
    .values({
      ...{ checkId, placeId: HERE, since: ctx.now(), state, stateSince, ...counts },
      ...{ lastSampleAt, lastUpAt, firstUpAt, blindSince, lastCause, lastDetail, lastLatencyMs },
    })
    .execute();
  // What is agreed is told by spans of places from now on.
  await ctx.db.updateTable('healthCheck').set(NO_COUNTS).where('id', '=', checkId).execute();
  if (state === 'up') return;
  const span = { checkId, placeId: HERE, startedAt: stateSince, endedAt: null };
  await writePlaceSpan(
    ctx,
    state === 'down' ? { ...span, kind: 'failing', cause: null } : { ...span, kind: 'blind', cause: 'not-running' },
  );
}

/** From now on the server alone decides again, by what it saw as one of several places; what was agreed before stays. */
export async function watchAlone(ctx: CommandContext, row: HealthCheck): Promise<void> {
  const { id: checkId, serviceId } = row;
  const now = ctx.now();
  const views = await listPlacesOfCheck(ctx.db, checkId);
  const own = views.find(({ placeId }) => placeId === HERE);
  for (const { placeId } of views) await removeView(ctx, { checkId, placeId });
  const { state, failureCount, successCount, firstFailureAt, firstSuccessAt } = own ?? UNSEEN;
  const { lastSampleAt, lastUpAt, firstUpAt, blindSince } = own ?? UNSEEN;
  await ctx.db
    .updateTable('healthCheck')
    .set({
      ...{ polledFrom: 'here', agreeCount: null, agreedFrom: null },
      ...{ state, failureCount, successCount, firstFailureAt, firstSuccessAt },
      ...{ lastSampleAt, lastUpAt, firstUpAt, blindSince },
      ...(state === row.state ? {} : { stateSince: now }),
      ...{ leaseToken: null, leaseUntil: null, leaseWorkerId: null, nextDueAt: firstDueAt(row, now) },
    })
    .where('id', '=', checkId)
    .execute();
  if (row.pausedAt !== null || row.archivedAt !== null) return;
  await lockOutageChanges(ctx);
  if (state === 'down') await openUnlessOpen(ctx, { checkId, at: now });
  else await endCheckSpan(ctx, { checkId, kind: 'failing', at: now });
  await closeGapOfCheck(ctx, { checkId, serviceId, endedAt: now });
  if (state === 'unknown') {
    await openGapOfCheck(ctx, { checkId, serviceId, startedAt: now, endedAt: null, cause: 'not-running' });
  }
  await settleMeasuredOutage(ctx, { serviceId, since: now });
  await markPublicChange(ctx);
}

const UNSEEN = {
  state: 'unknown',
  ...NO_COUNTS,
  ...{ lastSampleAt: null, lastUpAt: null, firstUpAt: null, blindSince: null },
} as const;

async function openUnlessOpen(
  ctx: CommandContext,
  { checkId, at }: { readonly checkId: string; readonly at: number },
): Promise<void> {
  const open = await ctx.db
    .selectFrom('checkSpan')
    .select('startedAt')
    .where('checkId', '=', checkId)
    .where('kind', '=', 'failing')
    .where('endedAt', 'is', null)
    .where('takenBackAt', 'is', null)
    .executeTakeFirst();
  if (!open) await openCheckSpan(ctx, { checkId, kind: 'failing', at });
}
