import { findBulkDecision, listBulkItems } from '#db/queries/bulk-decisions';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { writeAudit } from './write-audit.ts';

/** Lets a prepared step go on, once; the contracts are then worked off one by one. A second press changes nothing. */
export async function confirmBulkDecision(
  ctx: CommandContext,
  input: { readonly id: string },
): Promise<'confirmed' | 'confirmed-before'> {
  requireOperator(ctx, 'money');
  return inTransaction(ctx, async (tx) => {
    const bulk = await findBulkDecision(tx.db, input.id);
    if (!bulk) throw new DomainError('not-found', 'There is no such step.');
    const items = await listBulkItems(tx.db, bulk.id);
    const waiting = items.filter(({ state }) => state === 'waiting').length;
    if (bulk.confirmedAt === null && waiting === 0) {
      throw new DomainError('conflict', 'There is nothing to do for any of these contracts.', 'form');
    }
    const confirmed = await tx.db
      .updateTable('bulkDecision')
      .set({
        confirmedAt: tx.now(),
        confirmedBy: tx.actor.id ?? tx.actor.kind,
        confirmedByName: tx.actor.name,
      })
      .where('id', '=', bulk.id)
      .where('confirmedAt', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (!confirmed) return 'confirmed-before';
    await writeAudit(tx, {
      action: 'confirm-bulk-decision',
      subjectKind: 'bulk-decision',
      subjectId: bulk.id,
      detail: { action: bulk.action, incidentId: bulk.incidentId, contracts: waiting, reason: bulk.reason },
    });
    return 'confirmed';
  });
}
