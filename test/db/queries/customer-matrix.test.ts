import { beforeAll, describe, expect, test } from 'vitest';
import { grantWindow } from '#commands/grant-window';
import { listOwedLines } from '#db/queries/customer-margins';
import { type CustomerPage, listMatrixClaims, listMatrixCustomers, listMatrixLines } from '#db/queries/customer-matrix';
import { cellsOf, placeEntries, tellingColumns } from '#domain/credits/many/build-matrix';
import { serviceMargins } from '#domain/credits/many/margins';
import type { CellState } from '#domain/credits/many/matrix';
import { TestClock, testContext } from '#test/support/context';
import { treasurer } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { addManyScene, type ManyScene } from '#test/support/many-scene';
import { addOrganization } from '#test/support/people-rows';
import { assessWindows } from '../../../jobs/upkeep/assess-windows.ts';

onEachDatabase('the overview of customers', (database) => {
  const clock = new TestClock();
  const month = { firstMonth: '2026-10', lastMonth: '2026-10' };
  const ids = Array.from({ length: 7 }, (_, index) => `org-${index}`);
  let scene: ManyScene;

  beforeAll(async () => {
    for (const id of ids) {
      await addOrganization(database.db, { id, name: `Customer ${id}` });
    }
    const counts = { days: 3, lenient: 1, unsure: 1, shares: 1, provider: 1 };
    scene = await addManyScene(database.db, { counts, organizationIds: ids });
    const log = { info: () => undefined, error: () => undefined };
    await assessWindows({
      ctx: testContext(database.db, clock),
      log: log as never,
      signal: new AbortController().signal,
    });
    const [first = ''] = scene.contracts.days;
    const place = { contractId: first, month: '2026-10', serviceIds: [scene.serviceId] };
    const ctx = testContext(database.db, clock, treasurer());
    await grantWindow(ctx, { ...place, reason: 'Sorry.', origin: 'offered' });
  });

  const page = (over: Partial<CustomerPage> = {}): Promise<string[]> =>
    listMatrixCustomers(database.db, { ...month, limit: 50, now: clock.now(), ...over }).then((rows) =>
      rows.map(({ id }) => id),
    );

  test('shows for each customer what was granted, is owed, depends or is nothing', async () => {
    const lines = await listMatrixLines(database.db, ids, month);
    const claims = await listMatrixClaims(database.db, ids, month);
    const entries = placeEntries({ lines, claims, now: clock.now(), columns: 'services', openMonth: '2026-11' });
    const cells = cellsOf(entries);
    const states = ids.map((id) => cells.get(`${id} ${scene.serviceId}`)?.map(({ state }) => state));
    expect(states).toEqual([['granted'], ['owed'], ['owed'], ['owed'], ['nothing'], ['depends'], ['owed']]);
    expect(tellingColumns(entries)).toEqual(new Set([scene.serviceId]));
  });

  test('says lapsed once the time to ask has passed', async () => {
    const lines = await listMatrixLines(database.db, ['org-1'], month);
    const now = Date.parse('2026-12-31T00:00:00Z');
    const [entry] = placeEntries({ lines, claims: [], now, columns: 'months', openMonth: '2026-11' });
    expect(entry).toMatchObject({ state: 'lapsed', column: '2026-10' });
  });

  describe('narrowed', () => {
    const cases: [CellState, string[]][] = [
      ['granted', ['org-0']],
      ['owed', ['org-1', 'org-2', 'org-3', 'org-6']],
      ['depends', ['org-5']],
      ['claimed', []],
      ['lapsed', []],
    ];
    test.each(cases)('to what is %s, has only such customers', async (state, wanted) => {
      expect(await page({ state })).toEqual(wanted);
    });

    test('to a direction or part of a name, has only such customers', async () => {
      expect(await page({ direction: 'owed-to-us' })).toEqual(['org-6']);
      expect(await page({ name: 'ORG-2' })).toEqual(['org-2']);
      expect(await page({ name: '%' })).toEqual([]);
    });
  });

  test('goes on behind the last customer of a page', async () => {
    const first = await listMatrixCustomers(database.db, { ...month, limit: 3, now: clock.now() });
    expect(first.map(({ id }) => id)).toEqual(['org-0', 'org-1', 'org-2']);
    expect(await page({ after: first.at(-1) })).toEqual(['org-3', 'org-4', 'org-5', 'org-6']);
  });

  test('sets what we owe against what is owed to us, in days and in money', async () => {
    const [margin] = serviceMargins(await listOwedLines(database.db, { month: '2026-10' }), [scene.serviceId]);
    expect(margin).toMatchObject({
      weOwe: { amounts: [{ unit: 'days', value: 9 }], shares: 1, customers: 4 },
      owedToUs: { amounts: [{ unit: 'days', value: 3 }], counterparties: ['Google'] },
    });
    // 3 × 3 days and a tenth of 300 euros against 3 days, a day being a 31st of it.
    expect(margin?.margin).toEqual([{ unit: 'money', currency: 'EUR', value: 2_903 - 3 * 2_903 - 3_000 }]);
  });
});
