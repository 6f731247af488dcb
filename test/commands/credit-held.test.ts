import { expect, test } from 'vitest';
import { endContract } from '#commands/end-contract';
import { settleHeldClaims } from '#commands/settle-held-claims';
import { supplementCreditRequest, takeNewFigures } from '#commands/supplement-credit-request';
import { HOUR_MS } from '#domain/time';
import { addClaimScene, askFor, grant, readClaim } from '#test/support/claim-scene';
import { TestClock, testContext } from '#test/support/context';
import { OCTOBER } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { addOutage } from '#test/support/rows';

const system = { kind: 'system', id: null, name: 'Outage Ledger' } as const;
const INSIDE = '2026-10-20T09:00:00Z';
const LATER = Date.parse('2026-10-25T00:00:00Z');

onEachDatabase('early claims', (database) => {
  const settle = (at: string) =>
    settleHeldClaims(testContext(database.db, new TestClock(at), system), {
      limit: 1_000,
      onFailure: (_, error) => {
        throw error;
      },
    });

  test('an early claim is held, and goes on with the figures of the whole month once it is over', async () => {
    const scene = await addClaimScene(database.db, { hours: [1], at: INSIDE });
    const claim = await askFor(scene);
    expect(claim).toMatchObject({ stage: 'held', submittedAt: null, dueAt: null });
    await expect(grant(scene, claim)).rejects.toMatchObject({ code: 'conflict' });
    const [serviceId = ''] = scene.serviceIds;
    await addOutage(database.db, serviceId, { startedAt: LATER, endedAt: LATER + 10 * HOUR_MS });
    // Frozen ten minutes after its end: what began before may only now be confirmed.
    expect(await settle('2026-11-01T00:09:59Z')).not.toContain(claim.no);
    expect(await settle('2026-11-01T00:10:00Z')).toContain(claim.no);
    const settled = await readClaim(scene, claim.no);
    expect(settled).toMatchObject({ stage: 'submitted', submittedAt: Date.parse('2026-11-01T00:10:00Z') });
    expect(settled.items.map(({ askedAmount }) => askedAmount)).toEqual([7]);
    expect(settled.assessmentId).not.toBe(claim.assessmentId);
  });

  test('a claim whose contract was ended before its window is answered, and one that fails does not hold up the others', async () => {
    const [ended, failing, waiting] = await Promise.all(
      [1, 2, 3].map(() => addClaimScene(database.db, { at: INSIDE })),
    );
    if (!ended || !failing || !waiting) throw new Error('no scenes');
    const claims = [];
    for (const scene of [ended, failing, waiting]) claims.push(await askFor(scene));
    const [first, broken, last] = claims.map(({ no }) => no);
    const end = { contractId: ended.contractId, endsAt: OCTOBER, reason: 'Ended in September after all.' };
    await endContract(ended.operator, end);
    await database.db
      .updateTable('contract')
      .set({ zone: 'Nowhere/Place' })
      .where('id', '=', failing.contractId)
      .execute();
    const failed: number[] = [];
    const ctx = testContext(database.db, new TestClock('2026-11-01T00:30:00Z'), system);
    const settled = await settleHeldClaims(ctx, { limit: 1_000, onFailure: (no) => failed.push(no) });
    expect(failed).toEqual([broken]);
    expect(settled).toEqual(expect.arrayContaining([first, last]));
    const reason = 'The contract ended before this window began: nothing is owed under it.';
    const answered = await readClaim(ended, first ?? 0);
    expect(answered).toMatchObject({ stage: 'declined', decisionReason: reason, appealUntil: null });
    expect(answered.items.every(({ endedAt }) => endedAt !== null)).toBe(true);
    expect(await readClaim(waiting, last ?? 0)).toMatchObject({ stage: 'submitted' });
    await database.db.updateTable('contract').set({ zone: null }).where('id', '=', failing.contractId).execute();
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
