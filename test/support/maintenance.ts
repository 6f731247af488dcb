import { randomUUIDv7 } from 'node:crypto';
import type { Db } from '#db/connect';
import type { AnnouncedSpan } from '#domain/maintenance/spans';

/** Inserts a maintenance that happens once and is announced for one service; returns its occurrence. */
export async function addMaintenance(db: Db, serviceId: string, span: AnnouncedSpan): Promise<string> {
  const maintenanceId = randomUUIDv7();
  const occurrenceId = randomUUIDv7();
  const { startedAt: startsAt, endedAt: endsAt, announcedAt } = span;
  const startsLocal = new Date(startsAt).toISOString().slice(0, 16);
  await db
    .insertInto('maintenance')
    .values({
      ...{ id: maintenanceId, titles: '{"en":"Disk replacement"}', descriptions: '{}', zone: 'UTC', startsLocal },
      ...{ durationMinutes: Math.ceil((endsAt - startsAt) / 60_000), skippedDays: '[]', revision: 1 },
      ...{ createdAt: announcedAt, updatedAt: announcedAt },
    })
    .execute();
  await db.insertInto('maintenanceService').values({ maintenanceId, serviceId }).execute();
  await db
    .insertInto('maintenanceOccurrence')
    .values({
      ...{ id: occurrenceId, maintenanceId, plannedLocal: startsLocal, startsAt, endsAt, stage: 'scheduled' },
      ...{ createdAt: announcedAt, updatedAt: announcedAt },
    })
    .execute();
  await announce(db, { occurrenceId, serviceId, ...span });
  return occurrenceId;
}

/** Inserts one announcement; returns its id. */
export async function announce(
  db: Db,
  input: AnnouncedSpan & {
    readonly occurrenceId: string;
    readonly serviceId: string;
    readonly continues?: string;
    readonly writtenAt?: number;
  },
): Promise<string> {
  const id = randomUUIDv7();
  const { startedAt: startsAt, endedAt: endsAt, announcedAt, writtenAt = announcedAt, ...rest } = input;
  await db
    .insertInto('maintenanceAnnouncement')
    .values({ ...rest, id, startsAt, endsAt, announcedAt, writtenAt })
    .execute();
  return id;
}
