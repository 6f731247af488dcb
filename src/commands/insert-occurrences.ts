import type { Occurrence } from '#domain/maintenance/series';
import { insertAnnouncements } from './announce-occurrence.ts';
import type { CommandContext } from './context.ts';
import { markPublicChange } from './mark-public-change.ts';

export interface OccurrencesToInsert {
  readonly maintenanceId: string;
  readonly serviceIds: readonly string[];
  readonly occurrences: readonly Occurrence[];
}

/** Announces occurrences that are not there yet; repeating it changes nothing. Returns how many were new. */
export async function insertOccurrences(ctx: CommandContext, input: OccurrencesToInsert): Promise<number> {
  const { maintenanceId, serviceIds, occurrences } = input;
  const now = ctx.now();
  const inserted: (Occurrence & { readonly id: string })[] = [];
  for (const occurrence of occurrences) {
    const row = await ctx.db
      .insertInto('maintenanceOccurrence')
      .values({
        ...{ id: ctx.newId(), maintenanceId, plannedLocal: occurrence.plannedLocal, stage: 'scheduled' },
        ...{ startsAt: occurrence.startedAt, endsAt: occurrence.endedAt, createdAt: now, updatedAt: now },
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (row) inserted.push({ ...occurrence, id: row.id });
  }
  await insertAnnouncements(
    ctx,
    inserted.flatMap(({ id, startedAt, endedAt }) =>
      serviceIds.map((serviceId) => ({
        ...{ occurrenceId: id, serviceId, startedAt, endedAt, announcedAt: now, continues: null },
      })),
    ),
  );
  if (inserted.length > 0) await markPublicChange(ctx);
  return inserted.length;
}
