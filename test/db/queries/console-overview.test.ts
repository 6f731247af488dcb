import { expect, test } from 'vitest';
import { appealCreditRequest } from '#commands/appeal-credit-request';
import { findCheckHealth, findDutyCounts } from '#db/queries/console-overview';
import { MINUTE_MS } from '#domain/time';
import { addClaimScene, askFor, decline } from '#test/support/claim-scene';
import { onEachDatabase } from '#test/support/databases';
import { addCheck, addService } from '#test/support/rows';

onEachDatabase('what waits for an operator', (database) => {
  test('counts claims until they are answered, and again once the answer is appealed', async () => {
    const counts = async () => (await findDutyCounts(database.db)).credits;
    const scene = await addClaimScene(database.db);
    const claim = await askFor(scene);
    expect(await counts()).toBe(1);
    await decline(scene, claim);
    expect(await counts()).toBe(0);
    await appealCreditRequest(scene.admin, { no: claim.no, body: 'Our log shows otherwise.', lang: 'en' });
    expect(await counts()).toBe(1);
  });

  test('does not count claims that a provider has to answer', async () => {
    const before = (await findDutyCounts(database.db)).credits;
    await askFor(await addClaimScene(database.db, { direction: 'owed-to-us' }));
    expect((await findDutyCounts(database.db)).credits).toBe(before);
  });

  test('says how many checks have never answered as expected, once they had a quarter of an hour for it', async () => {
    const { db } = database;
    const serviceId = await addService(db);
    const now = Date.UTC(2026, 10, 20, 12);
    const fresh = { createdAt: now - 20 * MINUTE_MS, state: 'unknown', firstUpAt: null } as const;
    const before = (await findCheckHealth(db, now)).neverAnswered;
    const never = await addCheck(db, serviceId, { ...fresh, lastSampleAt: now });
    await addCheck(db, serviceId, { ...fresh, lastSampleAt: now, firstUpAt: now - MINUTE_MS });
    await addCheck(db, serviceId, { ...fresh, lastSampleAt: null });
    await addCheck(db, serviceId, { ...fresh, lastSampleAt: now, createdAt: now - 14 * MINUTE_MS });
    await addCheck(db, serviceId, { ...fresh, lastSampleAt: now, kind: 'heartbeat' });
    expect((await findCheckHealth(db, now)).neverAnswered).toBe(before + 1);
    await db.updateTable('healthCheck').set({ pausedAt: now }).where('id', '=', never.id).execute();
    expect((await findCheckHealth(db, now)).neverAnswered).toBe(before);
  });
});
