import { bumpCounter } from './bump-counter.ts';
import { type CommandContext, inTransaction, requireOperator } from './context.ts';
import { lockConsoleService, type ServiceAtRevision } from './lock-service.ts';
import { markPublicChange } from './mark-public-change.ts';
import { writeAudit } from './write-audit.ts';

export type ServiceMove = ServiceAtRevision & { readonly direction: 'up' | 'down' };

/** Moves a service past its neighbour in its group; at the edge it stays. */
export function moveService(ctx: CommandContext, { direction, ...at }: ServiceMove): Promise<void> {
  requireOperator(ctx, 'incidents');
  return inTransaction(ctx, async (tx) => {
    await bumpCounter(tx, 'services');
    const service = await lockConsoleService(tx, at);
    const siblings = await tx.db
      .selectFrom('service')
      .select(['id', 'position'])
      .where('archivedAt', 'is', null)
      .where('groupId', service.groupId === null ? 'is' : '=', service.groupId)
      .orderBy('position')
      .orderBy('slug')
      .execute();
    const here = siblings.findIndex(({ id }) => id === service.id);
    const neighbour = siblings[direction === 'up' ? here - 1 : here + 1];
    if (!neighbour) return;
    const position = direction === 'up' ? neighbour.position : neighbour.position + 1;
    // Room is made for it; what stood there moves on by one.
    await tx.db
      .updateTable('service')
      .set((eb) => ({ position: eb('position', '+', 1) }))
      .where('position', '>=', position)
      .where('id', '!=', service.id)
      .execute();
    await tx.db.updateTable('service').set({ position }).where('id', '=', service.id).execute();
    await markPublicChange(tx);
    const detail = { direction };
    await writeAudit(tx, { action: 'move-service', subjectKind: 'service', subjectId: service.id, detail });
  });
}
