import { archiveChecks } from './archive-checks.ts';
import { checkFacts } from './check-facts.ts';
import { type CommandContext, inTransaction, requireOperator } from './context.ts';
import { type CheckAtRevision, lockConsoleCheck } from './lock-check.ts';
import { markPublicChange } from './mark-public-change.ts';
import { writeAudit } from './write-audit.ts';

/** Runs a check no more and forgets its secrets; its samples, outages and what they are worth stay. */
export function deleteCheck(ctx: CommandContext, input: CheckAtRevision): Promise<void> {
  requireOperator(ctx, 'incidents');
  return inTransaction(ctx, async (tx) => {
    const check = await lockConsoleCheck(tx, input);
    await archiveChecks(tx, { serviceId: check.serviceId, checkIds: [check.id] });
    await markPublicChange(tx);
    await writeAudit(tx, {
      action: 'delete-check',
      subjectKind: 'check',
      subjectId: check.id,
      detail: { serviceId: check.serviceId, ...checkFacts(check) },
    });
  });
}
