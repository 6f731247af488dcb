import { firstDueAt } from '#domain/watching/due-times';
import { blindViewsOf } from './blind-views.ts';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { type CheckAtRevision, lockConsoleCheck } from './lock-check.ts';
import { markPublicChange } from './mark-public-change.ts';
import { writeAudit } from './write-audit.ts';

/** Runs a paused check again; its time stays unknown until its first answer. */
export function resumeCheck(ctx: CommandContext, input: CheckAtRevision): Promise<void> {
  requireOperator(ctx, 'incidents');
  return inTransaction(ctx, async (tx) => {
    const check = await lockConsoleCheck(tx, input);
    if (check.pausedAt === null) throw new DomainError('closed', 'This check runs already.');
    const now = tx.now();
    await tx.db
      .updateTable('healthCheck')
      .set({
        ...{ pausedAt: null, pauseReason: null, revision: check.revision + 1, nextDueAt: firstDueAt(check, now) },
        // What came before the pause says nothing about the time since: the judge begins anew.
        ...{ state: 'unknown', stateSince: now, lastSampleAt: null, lastUpAt: null },
        ...(check.polledFrom === 'here' ? {} : { agreedFrom: now }),
      })
      .where('id', '=', check.id)
      .execute();
    if (check.polledFrom !== 'here') await blindViewsOf(tx, { checkId: check.id, cause: 'not-running' });
    await markPublicChange(tx);
    const detail = { serviceId: check.serviceId, pausedSince: check.pausedAt };
    await writeAudit(tx, { action: 'resume-check', subjectKind: 'check', subjectId: check.id, detail });
  });
}
