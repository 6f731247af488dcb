import { afterAll, beforeAll, expect, test } from 'vitest';
import { findCreditRequest } from '#db/queries/credit-requests';
import { listBalances } from '#db/queries/ledger';
import { HOUR_MS } from '#domain/time';
import { addCreditScene, type CreditScene } from '#test/support/credit-scene';
import { onEachDatabase } from '#test/support/databases';
import { MULTIPLE } from '#test/support/fee-scene';
import { startSite, type TestSite } from '#test/support/site';
import type { SignedIn } from '#test/support/visitor';

onEachDatabase('pages of a credit in money', (database) => {
  let site: TestSite;
  let admin: SignedIn & { readonly organizationId: string };
  let treasurer: SignedIn;
  let scene: CreditScene;
  let no: number;

  beforeAll(async () => {
    site = await startSite(database);
    admin = await site.asMember('new');
    treasurer = await site.asOperator(['money']);
    scene = await addCreditScene(database.db, admin.organizationId, { names: ['Gmail'], hours: [1] });
    const [year = 0, month = 0] = scene.month.split('-').map(Number);
    const hours = (Date.UTC(year, month) - Date.UTC(year, month - 1)) / HOUR_MS;
    const own = { key: 'multiple', version: 1, effectiveFrom: '2020-01-01', name: 'Multiple', createdAt: 1 };
    await database.db
      .insertInto('slaPolicy')
      .values({ ...own, id: 'multiple', terms: JSON.stringify(MULTIPLE) })
      .execute();
    await database.db
      .updateTable('contract')
      // One euro for each hour: an hour down brings ten.
      .set({ policyId: 'multiple', feeMinor: hours * 100, currency: 'EUR', billingPlan: 'monthly' })
      .where('id', '=', scene.contractId)
      .execute();
    const sent = await admin.post(`/portal/credits/${scene.contractId}/${scene.month}?do=ask`, {
      services: scene.serviceIds[0] ?? '',
    });
    no = Number(sent.headers.get('location')?.match(/requests\/(\d+)/)?.[1]);
  });
  afterAll(() => site.stop());

  test('name its currency for the customer and the operator', async () => {
    for (const path of [
      `/portal/credits/${scene.contractId}/${scene.month}`,
      `/portal/credits/requests/${no}`,
      '/portal/credits/requests',
    ]) {
      expect(await admin.text(path), path).toContain('€10.00');
    }
    for (const path of ['/console/credits?show=all', `/console/credits/${no}`]) {
      expect(await treasurer.text(path), path).toContain('€10.00');
    }
    expect(await admin.text(`/portal/credits/requests/${no}?lang=fr`)).toMatch(/10,00\s€/);
  });

  test('take the sum as it is typed, and refuse one finer than the currency', async () => {
    const request = await findCreditRequest(database.db, 'every-organization', no);
    const field = `amount-${request?.items[0]?.id}`;
    const answer = { decision: 'approve', reason: 'As owed.' };
    const refused = await treasurer.post(`/console/credits/${no}?do=decide`, { ...answer, [field]: '9.995' });
    expect(refused.status).toBe(422);
    const done = await treasurer.post(`/console/credits/${no}?do=decide`, { ...answer, [field]: '10.00' });
    expect(done.status).toBe(303);
    expect(await listBalances(database.db, { organizationId: admin.organizationId })).toMatchObject([
      { unit: 'money', currency: 'EUR', amount: 1_000 },
    ]);
    expect(await admin.text('/portal/ledger?lang=en')).toContain('€10.00');
  });

  test('say so where the month is paid in another unit by now', async () => {
    const month = `/console/contracts/${scene.contractId}/${scene.month}`;
    expect(await treasurer.text(month)).not.toContain('stand in the ledger');
    await database.db.updateTable('contract').set({ feeMinor: null }).where('id', '=', scene.contractId).execute();
    const text = await treasurer.text(month);
    expect(text).toContain('€10.00 stand in the ledger');
    expect(text).toContain('reckoned in percent of the fee');
  });
});
