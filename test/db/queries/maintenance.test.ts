import { expect, test } from 'vitest';
import { listMaintenanceSpans, listMaintenanceToItsEnd } from '#db/queries/maintenance';
import { onEachDatabase } from '#test/support/databases';
import { addMaintenance, announce } from '#test/support/maintenance';
import { addService } from '#test/support/rows';

const HOUR = 3_600_000;
const TOLD = Date.parse('2026-11-02T10:00:00Z');
const TWO = Date.parse('2026-11-28T02:00:00Z');

onEachDatabase('announced maintenance', (database) => {
  test('is told of the services that were asked for, merged, whole where it touches the time asked for', async () => {
    const { db } = database;
    const mail = await addService(db);
    const drive = await addService(db);
    await addMaintenance(db, mail, { startedAt: TWO, endedAt: TWO + 2 * HOUR, announcedAt: TOLD });
    await addMaintenance(db, mail, { startedAt: TWO + HOUR, endedAt: TWO + 3 * HOUR, announcedAt: TOLD + HOUR });
    await addMaintenance(db, drive, { startedAt: TWO, endedAt: TWO + HOUR, announcedAt: TOLD });

    expect(await listMaintenanceSpans(db, { serviceIds: [mail], from: TWO + HOUR, to: TWO + 2 * HOUR })).toEqual([
      { serviceId: mail, startedAt: TWO, endedAt: TWO + 2 * HOUR, announcedAt: TOLD },
      { serviceId: mail, startedAt: TWO + 2 * HOUR, endedAt: TWO + 3 * HOUR, announcedAt: TOLD + HOUR },
    ]);
    expect(await listMaintenanceSpans(db, { serviceIds: [mail, drive], from: 0, to: TWO })).toEqual([]);
    expect(await listMaintenanceSpans(db, { serviceIds: [], from: 0, to: TWO + HOUR })).toEqual([]);
  });

  test('is told to its end where later announcements go on with it, and no further', async () => {
    const { db } = database;
    const [early, other] = [await addService(db), await addService(db)];
    const day = 24 * HOUR;
    for (const [from, to] of [
      [0, day],
      [day, day + HOUR],
      [day + HOUR, day + 2 * HOUR],
      [3 * day, 3 * day + HOUR],
    ] as const) {
      await addMaintenance(db, early, { startedAt: TWO + from, endedAt: TWO + to, announcedAt: TOLD + from });
    }
    await addMaintenance(db, other, { startedAt: TWO + HOUR, endedAt: TWO + 2 * HOUR, announcedAt: TOLD });
    const now = TWO + HOUR / 2;
    const spans = await listMaintenanceToItsEnd(db, { serviceIds: [early, other], from: 0, to: now + 1 });
    expect(spans.map(({ serviceId, endedAt }) => [serviceId, endedAt - TWO])).toEqual([
      [early, day],
      [early, day + HOUR],
      [early, day + 2 * HOUR],
    ]);
  });

  test('is no longer told once it is withdrawn', async () => {
    const { db } = database;
    const mail = await addService(db);
    const id = await addMaintenance(db, mail, { startedAt: TWO, endedAt: TWO + HOUR, announcedAt: TOLD });
    await db
      .updateTable('maintenanceAnnouncement')
      .set({ withdrawnAt: TOLD + HOUR })
      .where('occurrenceId', '=', id)
      .execute();
    expect(await listMaintenanceSpans(db, { serviceIds: [mail], from: 0, to: TWO + HOUR })).toEqual([]);
  });
});

onEachDatabase('the moment of an announcement', (database) => {
  const setUp = async () => {
    const { db } = database;
    const serviceId = await addService(db);
    const span = { startedAt: TWO, endedAt: TWO + 2 * HOUR, announcedAt: TOLD };
    const occurrenceId = await addMaintenance(db, serviceId, span);
    const row = await db
      .selectFrom('maintenanceAnnouncement')
      .selectAll()
      .where('occurrenceId', '=', occurrenceId)
      .executeTakeFirstOrThrow();
    return { db, span, row, place: { occurrenceId, serviceId } };
  };

  test('cannot be set back, nor its window widened, nor the row deleted', async () => {
    const { db, row } = await setUp();
    const change = (values: object) =>
      db.updateTable('maintenanceAnnouncement').set(values).where('id', '=', row.id).execute();
    await expect(change({ announcedAt: TOLD - HOUR })).rejects.toThrow('only be withdrawn');
    await expect(change({ endsAt: TWO + 9 * HOUR })).rejects.toThrow('only be withdrawn');
    await expect(change({ announcedAt: TOLD - HOUR, withdrawnAt: TOLD })).rejects.toThrow('only be withdrawn');
    await expect(db.deleteFrom('maintenanceAnnouncement').where('id', '=', row.id).execute()).rejects.toThrow(
      'only be withdrawn',
    );
  });

  test('cannot come before the row was written, unless the row goes on from one that covered it until then', async () => {
    const { db, span, row, place } = await setUp();
    const later = TOLD + 5 * HOUR;
    await expect(announce(db, { ...span, ...place, writtenAt: later })).rejects.toThrow('set back');
    const going = { ...span, ...place, continues: row.id, writtenAt: later };
    await expect(announce(db, going)).rejects.toThrow('set back');
    await db.updateTable('maintenanceAnnouncement').set({ withdrawnAt: later }).where('id', '=', row.id).execute();
    await expect(announce(db, { ...going, endedAt: TWO + 3 * HOUR })).rejects.toThrow('set back');
    await expect(announce(db, { ...going, writtenAt: later + HOUR })).rejects.toThrow('set back');
    await expect(announce(db, { ...going, announcedAt: TOLD - HOUR })).rejects.toThrow('set back');
    await announce(db, { ...going, endedAt: TWO + HOUR });
  });

  test('cannot come after the time that is announced has begun', async () => {
    const { db, span, place } = await setUp();
    await expect(announce(db, { ...span, ...place, announcedAt: TWO + 1 })).rejects.toThrow();
  });
});
