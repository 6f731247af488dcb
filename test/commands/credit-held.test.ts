import { expect, test } from 'vitest';
import { settleHeldClaims } from '#commands/settle-held-claims';
import { supplementCreditRequest, takeNewFigures } from '#commands/supplement-credit-request';
import { HOUR_MS } from '#domain/time';
import { addClaimScene, askFor, grant, readClaim } from '#test/support/claim-scene';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addOutage } from '#test/support/rows';

const system = { kind: 'system', id: null, name: 'Outage Ledger' } as const;
const INSIDE = '2026-10-20T09:00:00Z';
const LATER = Date.parse('2026-10-25T00:00:00Z');

onEachDatabase('early claims', (database) => {
  const settle = (at: string) =>
    settleHeldClaims(testContext(database.db, new TestClock(at), system), { limit: 1_000 });

  test('an early claim is held, and goes on with the figures of the whole month once it is over', async () => {
    const scene = await addClaimScene(database.db, { hours: [1], at: INSIDE });
    const claim = await askFor(scene);
    expect(claim).toMatchObject({ stage: 'held', submittedAt: null, dueAt: null });
    await expect(grant(scene, claim)).rejects.toMatchObject({ code: 'conflict' });
    const [serviceId = ''] = scene.serviceIds;
    await addOutage(database.db, serviceId, { startedAt: LATER, endedAt: LATER + 10 * HOUR_MS });
    expect(await settle('2026-10-31T23:59:59Z')).not.toContain(claim.no);
    expect(await settle('2026-11-01T00:00:00Z')).toContain(claim.no);
    const settled = await readClaim(scene, claim.no);
    expect(settled).toMatchObject({ stage: 'submitted', submittedAt: Date.parse('2026-11-01T00:00:00Z') });
    expect(settled.items.map(({ askedAmount }) => askedAmount)).toEqual([7]);
    expect(settled.assessmentId).not.toBe(claim.assessmentId);
  });

  test('of several processes one sends a claim on', async () => {
    const scene = await addClaimScene(database.db, { at: INSIDE });
    const { no } = await askFor(scene);
    const runs = await Promise.all(Array.from({ length: 8 }, () => settle('2026-11-02T00:00:00Z')));
    expect(runs.flat().filter((one) => one === no)).toHaveLength(1);
  });

  test('nothing owed after all is an answer with its reasons, which can be appealed', async () => {
    const scene = await addClaimScene(database.db, { at: INSIDE });
    const { no } = await askFor(scene);
    await database.db
      .updateTable('outage')
      .set({ retractedAt: 1 })
      .where('serviceId', 'in', scene.serviceIds)
      .execute();
    await settle('2026-11-02T00:00:00Z');
    const answered = await readClaim(scene, no);
    expect(answered).toMatchObject({ stage: 'declined', decidedByName: 'Outage Ledger' });
    expect(answered.decisionReason).toMatch(/^The month is over, and nothing is owed after all, because:\n.+: .+/);
    expect(answered.appealUntil).not.toBeNull();
    expect(answered.items.every(({ endedAt }) => endedAt !== null)).toBe(true);
  });

  test('a claim takes in other services of its month while it waits, and each only once', async () => {
    const scene = await addClaimScene(database.db, { hours: [1, 10] });
    const [first = '', second = ''] = scene.serviceIds;
    const { no } = await askFor(scene, [first]);
    const add = () => supplementCreditRequest(scene.admin, { no, serviceIds: [second], lang: 'en' });
    const results = await Promise.allSettled(Array.from({ length: 20 }, add));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const claim = await readClaim(scene, no);
    expect(claim.items.map(({ askedAmount }) => askedAmount)).toEqual([3, 7]);
    await grant(scene, claim);
    await expect(add()).rejects.toMatchObject({ code: 'already-decided' });
  });

  test('one step takes the new figure when more is owed by now, and only then', async () => {
    const scene = await addClaimScene(database.db);
    const { no } = await askFor(scene);
    await expect(takeNewFigures(scene.admin, { no, lang: 'en' })).rejects.toThrow('Nothing has changed');
    const [serviceId = ''] = scene.serviceIds;
    await addOutage(database.db, serviceId, { startedAt: LATER, endedAt: LATER + 10 * HOUR_MS });
    await takeNewFigures(scene.admin, { no, lang: 'en' });
    expect((await readClaim(scene, no)).items.map(({ askedAmount }) => askedAmount)).toEqual([7]);
  });
});
