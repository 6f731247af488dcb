import type { HealthCheck } from '#db/queries/checks';
import { seenUntil } from '#domain/watching/detect-outage';
import { blindViewsOf } from './blind-views.ts';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { type CheckAtRevision, lockConsoleCheck } from './lock-check.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';
import { markPublicChange } from './mark-public-change.ts';
import { settleMeasuredOutages } from './settle-measured-outage.ts';
import { writeAudit } from './write-audit.ts';
import { endAllCheckSpans } from './write-check-spans.ts';
import { closeOpenGap, openGapOfCheck } from './write-measurement-gaps.ts';

const LONGEST_REASON = 500;
const ENDED = 'The check that saw it was paused: nobody watches any more.';

/** Stops running a check for a while: from now on its time is unknown, and an outage that only it still saw ends. */
export function pauseCheck(ctx: CommandContext, input: CheckAtRevision & { readonly reason: string }): Promise<void> {
  requireOperator(ctx, 'incidents');
  const reason = input.reason.trim();
  if (reason === '' || reason.length > LONGEST_REASON) {
    throw new DomainError('invalid', `Say why, in at most ${LONGEST_REASON} characters.`, 'reason');
  }
  return inTransaction(ctx, async (tx) => {
    const check = await lockConsoleCheck(tx, input);
    if (check.pausedAt !== null) throw new DomainError('closed', 'This check is paused already.');
    await putChecksAside(tx, [check], reason);
  });
}

/** The same for checks that are held already, whoever owns them. What is left of a service is judged once all of them rest. */
export async function putChecksAside(
  ctx: CommandContext,
  checks: readonly HealthCheck[],
  reason: string,
): Promise<void> {
  if (checks.length === 0) return;
  await lockOutageChanges(ctx);
  const rested = [];
  for (const check of checks) rested.push({ serviceId: check.serviceId, since: await rest(ctx, check, reason) });
  const settled = [...Map.groupBy(rested, ({ serviceId }) => serviceId)].map(([serviceId, own]) => {
    return { serviceId, since: Math.min(...own.map(({ since }) => since)), endReason: ENDED };
  });
  await settleMeasuredOutages(ctx, settled);
  await markPublicChange(ctx);
}

/** Returns until when it was seen. */
async function rest(ctx: CommandContext, check: HealthCheck, reason: string): Promise<number> {
  const now = ctx.now();
  const { id: checkId, serviceId, revision } = check;
  await ctx.db
    .updateTable('healthCheck')
    .set({
      ...{ pausedAt: now, pauseReason: reason, revision: revision + 1, state: 'unknown', stateSince: now },
      ...{ failureCount: 0, successCount: 0, firstFailureAt: null, firstSuccessAt: null },
      ...{ leaseToken: null, leaseUntil: null, slowSince: null, blindSince: null },
    })
    .where('id', '=', checkId)
    .execute();
  // Whatever else hid the service from it: from now on it is not in use.
  await closeOpenGap(ctx, { checkId, at: now });
  await openGapOfCheck(ctx, { checkId, serviceId, startedAt: now, endedAt: null, cause: 'paused' });
  if (check.polledFrom !== 'here') await blindViewsOf(ctx, { checkId, cause: 'paused' });
  const seen = seenUntil(check, now, check);
  await endAllCheckSpans(ctx, { checkId, at: seen });
  const detail = { serviceId, reason };
  await writeAudit(ctx, { action: 'pause-check', subjectKind: 'check', subjectId: checkId, detail });
  return seen;
}
