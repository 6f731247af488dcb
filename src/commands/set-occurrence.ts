import type { MaintenanceOccurrence } from '#db/queries/maintenance';
import { type CommandContext, DomainError } from './context.ts';

type Change = Partial<
  Pick<MaintenanceOccurrence, 'plannedLocal' | 'startsAt' | 'endsAt' | 'stage' | 'startedAt' | 'endedAt' | 'reason'>
>;

/** Changes an occurrence that still is in the stage it was found in; its maintenance is locked. */
export async function setOccurrence(
  ctx: CommandContext,
  { id, stage }: Pick<MaintenanceOccurrence, 'id' | 'stage'>,
  change: Change,
): Promise<void> {
  const row = await ctx.db
    .updateTable('maintenanceOccurrence')
    .set({ ...change, updatedAt: ctx.now() })
    .where('id', '=', id)
    .where('stage', '=', stage)
    .returning('id')
    .executeTakeFirst();
  if (!row) throw new DomainError('conflict', 'It has moved on meanwhile. Look at it again.');
}
