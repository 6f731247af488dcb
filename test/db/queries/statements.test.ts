import { expect, test } from 'vitest';
import { getStatement } from '#db/queries/statements';
import { TestClock, testContext } from '#test/support/context';
import { daysTerms, OCTOBER, treasurer } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { appendSome } from '#test/support/ledger';
import { addContract, addService } from '#test/support/rows';

onEachDatabase('statements', (database) => {
  test('percentages of two months stand side by side with what each is worth, and are not added up', async () => {
    const contractId = await addContract(database.db, 'org-a', [await addService(database.db)], {
      feeMinor: 10_000,
      currency: 'EUR',
      billingPlan: 'monthly',
      terms: daysTerms({ credit: { unit: 'percent', feeBase: 'whole-invoice', minimum: null } }),
    });
    const clock = new TestClock();
    const scene = { ctx: testContext(database.db, clock, treasurer()), contractId };
    await appendSome(scene, { unit: 'percent', amount: 100_000, windowStart: OCTOBER });
    await appendSome(scene, { unit: 'percent', amount: 250_000, windowStart: Date.parse('2026-09-01T00:00:00Z') });
    const period = { from: '2026-11-01', to: '2026-11-30', now: clock.at, contractId };
    const [part] = (await getStatement(database.db, 'every-organization', period)).parts;
    expect(part?.opening).toEqual([]);
    expect(part?.closing.map(({ month, amount, worth }) => [month, amount, worth])).toEqual([
      ['2026-10', 100_000, { minor: 1_000, currency: 'EUR', atMost: false }],
      ['2026-09', 250_000, { minor: 2_500, currency: 'EUR', atMost: false }],
    ]);
  });

  test('days of the first and the last day of the period belong to it, those beside it do not', async () => {
    const contractId = await addContract(database.db, 'org-a', [await addService(database.db)]);
    const clock = new TestClock();
    const scene = { ctx: testContext(database.db, clock, treasurer()), contractId };
    for (const at of [
      '2026-10-31T23:59:59.999Z',
      '2026-11-01T00:00:00Z',
      '2026-11-30T23:59:59.999Z',
      '2026-12-01T00:00:00Z',
    ]) {
      clock.at = Date.parse(at);
      await appendSome(scene);
    }
    const period = { from: '2026-11-01', to: '2026-11-30', now: clock.at, contractId };
    const [part] = (await getStatement(database.db, { organizationId: 'org-a' }, period)).parts;
    expect(part?.opening.map(({ amount }) => amount)).toEqual([1]);
    expect(part?.lines.map(({ seq }) => seq)).toEqual([2, 3]);
    expect(part?.closing.map(({ amount }) => amount)).toEqual([3]);
    expect(part?.head?.seq).toBe(3);
    expect((await getStatement(database.db, { organizationId: 'org-b' }, period)).parts).toEqual([]);
  });
});
