import { expect, test } from 'vitest';
import { announceIncident } from '#commands/announce-incident';
import { announceOutages } from '#commands/announce-outages';
import { appendNotice } from '#commands/append-notice';
import type { Db } from '#db/connect';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addIncident, addOutage, addService } from '#test/support/rows';
import { addSubscriber } from '#test/support/subscribers';

onEachDatabase('notices', (database) => {
  const clock = new TestClock();
  const context = () => testContext(database.db, clock);

  test('a public incident is told to active subscribers who want its kind and one of its services', async () => {
    const [mail, drive] = [await addService(database.db), await addService(database.db)];
    const incidentId = await addIncident(database.db, [mail]);
    const wanted = [
      await addSubscriber(database.db),
      await addSubscriber(database.db, { kinds: '["incident.opened","outage.started"]' }),
      await addSubscriber(database.db, { serviceIds: JSON.stringify([drive, mail]) }),
    ];
    await addSubscriber(database.db, { kinds: '["incident.resolved"]' });
    await addSubscriber(database.db, { serviceIds: JSON.stringify([drive]) });
    await addSubscriber(database.db, { confirmedAt: null });
    await addSubscriber(database.db, { disabledAt: 1, disabledReason: 'paused' });
    await announceIncident(context(), { incidentId, kind: 'incident.opened' });
    expect(await receivers(database.db, incidentId)).toEqual([{ organizationId: null, receivers: wanted.toSorted() }]);
  });

  test('nothing goes out for an unpublished incident, nor for an outage in it', async () => {
    const service = await addService(database.db);
    const incidentId = await addIncident(database.db, [service], { publishedAt: null });
    const outageId = await addOutage(database.db, service, { incidentId });
    await announceIncident(context(), { incidentId, kind: 'incident.opened' });
    await announceOutages(context(), { outageIds: [outageId], kind: 'outage.started' });
    expect(await receivers(database.db, incidentId)).toEqual([]);
  });

  test('a service that only some organisations may see stays out of what the public and the others are told', async () => {
    const open = await addService(database.db, { name: 'Gmail' });
    const hidden = await addService(database.db, { name: 'Ledger of Ada', visibility: 'organizations' });
    await database.db.insertInto('serviceOrganization').values({ serviceId: hidden, organizationId: 'ada' }).execute();
    const incidentId = await addIncident(database.db, [open, hidden]);
    await addOutage(database.db, hidden, { incidentId });
    const [ada, bob] = [
      await addSubscriber(database.db, { organizationId: 'ada', serviceIds: JSON.stringify([open, hidden]) }),
      await addSubscriber(database.db, { organizationId: 'bob', serviceIds: JSON.stringify([open, hidden]) }),
    ];
    await announceIncident(context(), { incidentId, kind: 'incident.opened' });
    const told = await receivers(database.db, incidentId);
    expect(told.find((notice) => notice.organizationId === 'ada')?.receivers).toEqual([ada]);
    const publicly = told.find((notice) => notice.organizationId === null)?.receivers ?? [];
    expect(publicly).toContain(bob);
    expect(publicly).not.toContain(ada);
    const payloads = await database.db
      .selectFrom('notice')
      .select(['organizationId', 'payload'])
      .where('incidentId', '=', incidentId)
      .execute();
    for (const { organizationId, payload } of payloads) {
      expect(payload.includes('Ledger of Ada')).toBe(organizationId === 'ada');
    }
  });

  test('an incident over hidden services alone is not told to the public, one for operators to nobody', async () => {
    const hidden = await addService(database.db, { visibility: 'organizations' });
    const first = await addIncident(database.db, [hidden]);
    const second = await addIncident(database.db, [await addService(database.db)], { visibility: 'operators' });
    for (const incidentId of [first, second]) {
      await announceIncident(context(), { incidentId, kind: 'incident.updated' });
      expect(await receivers(database.db, incidentId)).toEqual([]);
    }
  });

  test('a second delivery of one notice to one subscriber over one channel is refused by the database', async () => {
    const subscriberId = await addSubscriber(database.db);
    const noticeId = await appendNotice(context(), publicNotice());
    const again = {
      id: 'again',
      noticeId,
      subscriberId,
      channel: 'webhook' as const,
      address: 'x',
      message: '{}',
      state: 'due' as const,
      dueAt: 0,
      attemptCount: 0,
      createdAt: 0,
    };
    await expect(database.db.insertInto('delivery').values(again).execute()).rejects.toThrow(/unique/i);
  });

  test('notices are numbered in the order of their commits, and the event carries the number', async () => {
    const ids = [await appendNotice(context(), publicNotice()), await appendNotice(context(), publicNotice())];
    const rows = await database.db
      .selectFrom('notice')
      .select(['seq', 'payload'])
      .where('id', 'in', ids)
      .orderBy('seq')
      .execute();
    expect(rows.map((row) => JSON.parse(row.payload).sequence)).toEqual(rows.map((row) => row.seq));
    expect((rows[1]?.seq ?? 0) - (rows[0]?.seq ?? 0)).toBe(1);
  });

  test('10,000 subscribers are told in one short transaction', async () => {
    const rows = Array.from({ length: 10_000 }, (_, no) => ({
      id: `many-${no}`,
      channel: 'webhook' as const,
      address: `https://receiver-${no}.test/`,
      lang: 'en' as const,
      organizationId: 'many',
      manageTokenHash: `many-${no}`,
      createdAt: 0,
      confirmedAt: 0,
    }));
    for (let from = 0; from < rows.length; from += 1_000) {
      await database.db
        .insertInto('subscriber')
        .values(rows.slice(from, from + 1_000))
        .execute();
    }
    const startedAt = performance.now();
    const id = await appendNotice(context(), {
      ...publicNotice(),
      visibility: 'organizations',
      organizationId: 'many',
    });
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    const { count } = await database.db
      .selectFrom('delivery')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('noticeId', '=', id)
      .executeTakeFirstOrThrow();
    expect(Number(count)).toBe(10_000);
  });
});

function publicNotice() {
  return {
    kind: 'incident.updated',
    at: 1,
    visibility: 'public',
    incidentId: null,
    serviceIds: [],
    payload: { incident: null },
  } as const;
}

async function receivers(db: Db, incidentId: string) {
  const notices = await db
    .selectFrom('notice')
    .select(['id', 'organizationId'])
    .where('incidentId', '=', incidentId)
    .execute();
  return Promise.all(
    notices.map(async ({ id, organizationId }) => {
      const rows = await db
        .selectFrom('delivery')
        .select('subscriberId')
        .where('noticeId', '=', id)
        .orderBy('subscriberId')
        .execute();
      return { organizationId, receivers: rows.map((row) => row.subscriberId) };
    }),
  );
}
