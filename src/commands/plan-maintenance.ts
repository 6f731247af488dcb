import { listServicesByIds } from '#db/queries/services';
import type { LocalizedText } from '#domain/localized-text';
import { occurrencesAhead } from '#domain/maintenance/horizon';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { insertOccurrences } from './insert-occurrences.ts';
import { atMoment } from './lock-maintenance.ts';
import { readSchedule, type ScheduleInput } from './read-schedule.ts';
import { writeAudit } from './write-audit.ts';

export interface MaintenanceInput extends ScheduleInput {
  readonly titles: LocalizedText;
  readonly descriptions: LocalizedText;
  readonly serviceIds: readonly string[];
}

export interface PlanMaintenanceInput extends MaintenanceInput {
  readonly submissionKey: string;
}

const LONGEST_TITLE = 200;
const LONGEST_DESCRIPTION = 5_000;

/** Announces maintenance of services, once or as a series; from now on its time is known, and never from earlier. */
export function planMaintenance(
  ctx: CommandContext,
  input: PlanMaintenanceInput,
): Promise<{ readonly maintenanceId: string }> {
  return inTransaction(atMoment(ctx, ctx.now()), async (ctx) => {
    requireOperator(ctx, 'incidents');
    const maintenanceId = input.submissionKey;
    const now = ctx.now();
    refuseTexts(input);
    await requireServices(ctx, input.serviceIds);
    const schedule = readSchedule(input, now);
    const { titles, descriptions, zone, startsLocal, durationMinutes, rrule, skippedDays } = input;
    const inserted = await ctx.db
      .insertInto('maintenance')
      .values({
        ...{ id: maintenanceId, titles: JSON.stringify(titles), descriptions: JSON.stringify(descriptions) },
        ...{ zone, startsLocal, durationMinutes, rrule, skippedDays: JSON.stringify(skippedDays) },
        ...{ revision: 1, createdAt: now, updatedAt: now },
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    // Sent twice, it is one maintenance.
    if (!inserted) return { maintenanceId };
    const serviceIds = [...new Set(input.serviceIds)];
    await writeServices(ctx, { maintenanceId, serviceIds });
    await insertOccurrences(ctx, { maintenanceId, serviceIds, occurrences: occurrencesAhead(schedule, now) });
    await writeAudit(ctx, {
      action: 'plan-maintenance',
      subjectKind: 'maintenance',
      subjectId: maintenanceId,
      detail: { title: titles.en ?? titles.fr, zone, startsLocal, durationMinutes, rrule, serviceIds },
    });
    return { maintenanceId };
  });
}

/** Refuses texts that are missing or too long. */
export function refuseTexts({ titles, descriptions }: Pick<MaintenanceInput, 'titles' | 'descriptions'>): void {
  if (Object.keys(titles).length === 0) throw new DomainError('invalid', 'Give it a title.', 'titleEn');
  for (const title of Object.values(titles)) {
    if (title.length > LONGEST_TITLE)
      throw new DomainError('invalid', 'A title has at most 200 characters.', 'titleEn');
  }
  for (const description of Object.values(descriptions)) {
    if (description.length > LONGEST_DESCRIPTION) {
      throw new DomainError('invalid', 'A description has at most 5,000 characters.', 'descriptionEn');
    }
  }
}

/** Refuses a list without services, and services that are not in use. */
export async function requireServices(ctx: CommandContext, serviceIds: readonly string[]): Promise<void> {
  const services = await listServicesByIds(ctx.db, [...new Set(serviceIds)]);
  const isWhole =
    services.length === new Set(serviceIds).size && services.every(({ archivedAt }) => archivedAt === null);
  if (services.length === 0 || !isWhole) {
    throw new DomainError('invalid', 'Choose the services it concerns.', 'serviceIds');
  }
}

/** Puts these services in place of the ones a maintenance has. */
export async function writeServices(
  ctx: CommandContext,
  { maintenanceId, serviceIds }: { readonly maintenanceId: string; readonly serviceIds: readonly string[] },
): Promise<void> {
  await ctx.db.deleteFrom('maintenanceService').where('maintenanceId', '=', maintenanceId).execute();
  await ctx.db
    .insertInto('maintenanceService')
    .values(serviceIds.map((serviceId) => ({ maintenanceId, serviceId })))
    .execute();
}
