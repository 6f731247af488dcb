import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { redeliver } from '#commands/redeliver';
import { HOUR_MS } from '#domain/time';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addNotice, addSubscriber } from '#test/support/subscribers';

onEachDatabase('sending an event again', (database) => {
  test('is refused in words past a hundred times an hour, and possible again in the next', async () => {
    const clock = new TestClock();
    const subscriberId = await addSubscriber(database.db, { channel: 'webhook', confirmedAt: clock.at });
    const deliveryId = randomUUID();
    await database.db
      .insertInto('delivery')
      .values({
        ...{ id: deliveryId, subscriberId, noticeId: await addNotice(database.db), channel: 'webhook' as const },
        ...{ address: 'https://example.test/hook', message: '{}', state: 'sent' as const },
        ...{ dueAt: clock.at, attemptCount: 1, createdAt: clock.at },
      })
      .execute();
    const again = async () => {
      await database.db.updateTable('delivery').set({ state: 'sent' }).where('id', '=', deliveryId).execute();
      await redeliver(testContext(database.db, clock), { deliveryId, subscriberId });
    };
    for (let count = 0; count < 100; count += 1) await again();
    await expect(again()).rejects.toMatchObject({ code: 'conflict' });
    clock.advance(HOUR_MS);
    await again();
  });
});
