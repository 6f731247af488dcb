import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadPolicies } from '#commands/load-policies';
import { TestClock, testContext } from '#test/support/context';
import { addCreditScene, type CreditScene } from '#test/support/credit-scene';
import { onEachDatabase } from '#test/support/databases';
import { startSite, type TestSite } from '#test/support/site';
import { shippedPolicy } from '#test/support/sla';
import type { SignedIn } from '#test/support/visitor';

function sendParts(visitor: SignedIn, path: string, fields: Readonly<Record<string, string>>): Promise<Response> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return visitor.fetch(path, { method: 'POST', body });
}

onEachDatabase('pages of contracts and policies', (database) => {
  let site: TestSite;
  let admin: SignedIn & { readonly organizationId: string };
  let operator: SignedIn;
  let scene: CreditScene;
  let key: string;

  beforeAll(async () => {
    site = await startSite(database);
    admin = await site.asMember('new');
    operator = await site.asOperator(['money']);
    scene = await addCreditScene(database.db, admin.organizationId);
    await loadPolicies(testContext(database.db, new TestClock()), { policies: [shippedPolicy('google-workspace')] });
    await database.db
      .updateTable('contract')
      .set({ feeMinor: 310_000, currency: 'EUR', billingPlan: 'monthly', endsAt: Date.parse('2027-01-01T00:00:00Z') })
      .execute();
    const policy = await database.db
      .selectFrom('contract')
      .innerJoin('slaPolicy', 'slaPolicy.id', 'contract.policyId')
      .select('key')
      .where('contract.id', '=', scene.contractId)
      .executeTakeFirstOrThrow();
    key = policy.key;
  });
  afterAll(() => site.stop());

  test('a credit shows its worth, in the table and with its arithmetic, in both languages', async () => {
    expect(await admin.text(`/portal/credits/${scene.contractId}`)).toContain('worth €');
    const month = await admin.text(`/portal/credits/${scene.contractId}/${scene.month}`);
    expect(month).toContain('What it is worth');
    expect(month).toContain('the monthly fee of €3,100.00 divided by');
    expect(await operator.text(`/console/contracts/${scene.contractId}/${scene.month}`)).toContain('What it is worth');
  });

  test('a change from a day on is recorded on the page of the contract, and told', async () => {
    const page = `/console/contracts/${scene.contractId}`;
    const wrong = await operator.post(`${page}?do=change`, {
      effectiveOn: '2026-06-01',
      fee: '6200',
      billingPlan: 'monthly',
    });
    expect(wrong.status).toBe(422);
    const fields = {
      effectiveOn: '2026-06-01',
      fee: '6200',
      billingPlan: 'monthly',
      seats: '40',
      reason: 'Twice as many.',
    };
    expect((await operator.post(`${page}?do=change`, fields)).status).toBe(303);
    const text = await operator.text(page);
    expect(text).toContain('Twice as many.');
    expect(text).toContain('€6,200.00 a month');
  });

  test('a file is planned first and written second, with every mistake told', async () => {
    const head = 'key,organization,policy,services,from\n';
    const bad = await sendParts(operator, '/console/contracts/import?do=plan', {
      text: `${head}K1,Nobody at all,google-workspace,Gmail,2026-01-01\n`,
    });
    expect(bad.status).toBe(422);
    expect(await bad.text()).toContain('There is no organisation “Nobody at all”');
    const id = (await site.asMember('new')).organizationId;
    const text = `${head}K1,${id},google-workspace,Gmail,2026-01-01\n`;
    const plan = await sendParts(operator, '/console/contracts/import?do=plan', { text });
    expect(plan.status).toBe(200);
    expect(await plan.text()).toContain('Record this contract');
    const written = await sendParts(operator, '/console/contracts/import?do=write', { text, source: 'customers.csv' });
    expect(written.status).toBe(303);
    expect(written.headers.get('location')).toContain('done=1');
    const again = await sendParts(operator, '/console/contracts/import?do=plan', { text });
    expect(await again.text()).toContain('recorded already');
  });

  test('a new version shows what it would have done, and is saved', async () => {
    const page = `/console/policies/${key}/new-version`;
    const form = await operator.text(page);
    const typed = Object.fromEntries(
      [...form.matchAll(/<input[^>]*name="([^"]+)"[^>]*>/g)].map(([tag, name = '']) => [
        name,
        /value="([^"]*)"/.exec(tag)?.[1] ?? '',
      ]),
    );
    const selects = Object.fromEntries(
      [...form.matchAll(/<select[^>]*name="([^"]+)"[^>]*>(.*?)<\/select>/gs)].map(([, name = '', body = '']) => [
        name,
        /value="([^"]*)"[^>]*selected/.exec(body)?.[1] ?? '',
      ]),
    );
    const advanced = (/<textarea[^>]*name="advanced"[^>]*>(.*?)<\/textarea>/s.exec(form)?.[1] ?? '')
      .replaceAll('&quot;', '"')
      .replaceAll('&#34;', '"');
    const fields = {
      ...typed,
      ...selects,
      advanced,
      effectiveFrom: '2026-01-01',
      'tier0-credit': '5',
      reason: 'Better terms.',
    };
    const preview = await operator.post(`${page}?do=preview&from=1`, fields);
    const text = await preview.text();
    expect(text).toContain('would have come out otherwise');
    expect(text).toMatch(/[+−-]\d+.days/);
    expect(text).toContain('Save this version');
    const saved = await operator.post(`${page}?do=save&from=1`, fields);
    expect(saved.status).toBe(303);
    const shown = await operator.text(`/console/policies/${key}`);
    expect(shown).toContain('Under 99.9 %: 5 days of service.');
    expect(shown).toContain('Better terms.');
    const unusable = await operator.post(`${page}?do=save&from=2`, { ...fields, target: 'high' });
    expect(unusable.status).toBe(422);
    expect(await unusable.text()).toContain('“target”');
  });

  test('who audits reads the policies and writes none', async () => {
    const auditor = await site.asOperator(['audit']);
    const page = await auditor.text('/console/policies/google-workspace');
    expect(page).toContain('secondary source');
    expect(page).not.toContain('Write a new version');
    expect((await auditor.fetch('/console/policies/google-workspace/new-version')).status).toBe(403);
    expect((await auditor.fetch('/console/policies/no-such-policy')).status).toBe(404);
    expect((await (await site.asOperator(['tickets'])).fetch('/console/policies')).status).toBe(403);
  });
});
