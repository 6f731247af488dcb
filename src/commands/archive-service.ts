import { lockRows } from '#db/row-locks';
import { archiveChecks } from './archive-checks.ts';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { lockConsoleService, type ServiceAtRevision } from './lock-service.ts';
import { markPublicChange } from './mark-public-change.ts';
import { writeAudit } from './write-audit.ts';

/** Takes a service off the page and runs its checks no more; its history, outages and credits stay. */
export function archiveService(ctx: CommandContext, input: ServiceAtRevision): Promise<void> {
  requireOperator(ctx, 'incidents');
  return inTransaction(ctx, async (tx) => {
    // The checks first, as whoever records their samples does.
    const query = tx.db
      .selectFrom('healthCheck')
      .select(['id', 'origin'])
      .where('serviceId', '=', input.serviceId)
      .where('archivedAt', 'is', null)
      .orderBy('no');
    const checks = await lockRows(tx.db, query).execute();
    const service = await lockConsoleService(tx, input);
    if (checks.some(({ origin }) => origin === 'catalogue')) {
      throw new DomainError(
        'closed',
        'The catalogue file still has checks of this service: take them out there first.',
      );
    }
    await archiveChecks(tx, { serviceId: service.id, checkIds: checks.map(({ id }) => id) });
    const changed = { archivedAt: tx.now(), revision: service.revision + 1 };
    await tx.db.updateTable('service').set(changed).where('id', '=', service.id).execute();
    await markPublicChange(tx);
    const detail = { checks: checks.map(({ id }) => id) };
    await writeAudit(tx, { action: 'archive-service', subjectKind: 'service', subjectId: service.id, detail });
  });
}
