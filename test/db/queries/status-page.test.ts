import { expect, test } from 'vitest';
import { listOutages } from '#db/queries/outages';
import { getStatusPage } from '#db/queries/status-page';
import { OPERATORS, PUBLIC } from '#domain/audience';
import { serviceTimeline } from '#domain/status/timeline';
import { DAY_MS, HOUR_MS } from '#domain/time';
import { onEachDatabase } from '#test/support/databases';
import { addCheck, addIncident, addOutage, addService } from '#test/support/rows';

const NOW = Date.UTC(2026, 10, 20, 12);

onEachDatabase('the status page', (database) => {
  test('holds an outage back whose incident is not published', async () => {
    const { db } = database;
    const serviceId = await addService(db);
    const times = { startedAt: NOW - HOUR_MS, endedAt: NOW - HOUR_MS / 2 };
    const incidentId = await addIncident(db, [serviceId], { startedAt: times.startedAt, publishedAt: null });
    const told = await addOutage(db, serviceId, times);
    const held = await addOutage(db, serviceId, { ...times, incidentId });
    const window = { startedAt: NOW - DAY_MS, endedAt: NOW };
    const seenBy = async (audience: typeof PUBLIC | typeof OPERATORS) =>
      (await listOutages(db, [serviceId], { ...window, audience })).map(({ id }) => id);
    expect(await seenBy(PUBLIC)).toEqual([told]);
    expect((await seenBy(OPERATORS)).toSorted()).toEqual([told, held].toSorted());
    const page = await getStatusPage(db, NOW);
    const service = page.services.find(({ id }) => id === serviceId);
    expect(service?.outages.map(({ id }) => id)).toEqual([told]);
  });

  test('what a deleted check measured stays; the time after it is unknown where no other check looks', async () => {
    const { db } = database;
    const [alone, beside] = [await addService(db), await addService(db)];
    const createdAt = NOW - 10 * DAY_MS;
    const archivedAt = NOW - 4 * DAY_MS;
    const gone = { createdAt, archivedAt, lastSampleAt: archivedAt, intervalMs: 60_000, timeoutMs: 10_000 };
    for (const serviceId of [alone, beside]) await addCheck(db, serviceId, gone);
    await addCheck(db, beside, { ...gone, createdAt: NOW - 5 * DAY_MS, archivedAt: null, lastSampleAt: NOW - 10_000 });
    await addCheck(db, alone, { ...gone, createdAt: NOW - 300 * DAY_MS, archivedAt: NOW - 200 * DAY_MS });
    const { services } = await getStatusPage(db, NOW);
    const told = (id: string) => {
      const service = services.find((one) => one.id === id);
      if (!service) throw new Error('The service is not shown.');
      expect(service.formerChecks).toHaveLength(1);
      const { recordedFrom, seenBy, unknown } = serviceTimeline(service, {
        startedAt: NOW - 90 * DAY_MS,
        endedAt: NOW,
      });
      return { recordedFrom, seenBy, unknown };
    };
    const unknown = [{ startedAt: archivedAt, endedAt: NOW }];
    expect(told(alone)).toEqual({ recordedFrom: createdAt, seenBy: 'checks', unknown });
    expect(told(beside)).toEqual({ recordedFrom: createdAt, seenBy: 'checks', unknown: [] });
  });

  test('lists what ended lately however many incidents are open, and says for which there is a report', async () => {
    const { db } = database;
    const serviceId = await addService(db);
    const ended = { startedAt: NOW - 3 * DAY_MS, publishedAt: NOW - 3 * DAY_MS, resolvedAt: NOW - 2 * DAY_MS };
    const reported = await addIncident(db, [serviceId], ended);
    const other = await addIncident(db, [serviceId], { ...ended, startedAt: ended.startedAt - 1 });
    const old = { startedAt: NOW - 40 * DAY_MS, publishedAt: NOW - 40 * DAY_MS, resolvedAt: NOW - 31 * DAY_MS };
    await addIncident(db, [serviceId], old);
    for (let count = 0; count < 20; count += 1) {
      await addIncident(db, [serviceId], { startedAt: NOW - HOUR_MS, publishedAt: NOW, resolvedAt: null });
    }
    await db
      .insertInto('incidentReport')
      .values({
        ...{ id: 'report', incidentId: reported, title: 'Report', body: 'What happened', lang: 'en', authorName: 'Jo' },
        ...{ visibility: 'public', publishedAt: NOW, createdAt: NOW, updatedAt: NOW },
      })
      .execute();
    const { lately } = await getStatusPage(db, NOW);
    expect(lately.map((incident) => [incident.id, incident.reported])).toEqual([
      [reported, true],
      [other, false],
    ]);
  });
});
