import { listSeriesToExpand } from '#db/queries/maintenance';
import { HORIZON_MS, occurrencesAhead } from '#domain/maintenance/horizon';
import { DAY_MS } from '#domain/time';
import { type CommandContext, inTransaction } from './context.ts';
import { insertOccurrences } from './insert-occurrences.ts';
import { lockMaintenance } from './lock-maintenance.ts';
import { toSchedule } from './read-schedule.ts';

/** Announces what of the series has come within the horizon; repeating it changes nothing. Returns how many were announced. */
export async function expandMaintenance(ctx: CommandContext): Promise<number> {
  let count = 0;
  // Looked at once a day: a new end of the horizon each second would be a write each second.
  const horizon = ctx.now() + HORIZON_MS - DAY_MS;
  for (const id of await listSeriesToExpand(ctx.db, horizon)) count += await expandOne(ctx, id, horizon);
  return count;
}

function expandOne(ctx: CommandContext, id: string, horizon: number): Promise<number> {
  return inTransaction(ctx, async (open) => {
    const { ctx, maintenance } = await lockMaintenance(open, id);
    if (maintenance.cancelledAt !== null || (maintenance.expandedUntil ?? 0) >= horizon) return 0;
    const now = ctx.now();
    const { serviceIds } = maintenance;
    const occurrences = occurrencesAhead(toSchedule(maintenance), now);
    await ctx.db
      .updateTable('maintenance')
      .set({ expandedUntil: now + HORIZON_MS })
      .where('id', '=', id)
      .execute();
    return insertOccurrences(ctx, { maintenanceId: id, serviceIds, occurrences });
  });
}
