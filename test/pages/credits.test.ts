import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBalance, listEntries } from '#db/queries/ledger';
import { addCreditScene, type CreditScene } from '#test/support/credit-scene';
import { onEachDatabase } from '#test/support/databases';
import { startSite, type TestSite } from '#test/support/site';
import type { SignedIn } from '#test/support/visitor';

type Member = SignedIn & { readonly organizationId: string };

onEachDatabase('credit pages', (database) => {
  let site: TestSite;
  let admin: Member;
  let operator: SignedIn;
  let scene: CreditScene;
  let page: string;

  beforeAll(async () => {
    site = await startSite(database);
    admin = await site.asMember('new');
    operator = await site.asOperator(['money']);
    scene = await addCreditScene(database.db, admin.organizationId);
    page = `/portal/credits/${scene.contractId}/${scene.month}`;
  });
  afterAll(() => site.stop());

  const ask = (visitor: SignedIn, fields: Record<string, string | string[]> = {}): Promise<Response> =>
    visitor.post(`${page}?do=ask`, { services: scene.serviceIds[0] ?? '', note: '', ticketNo: '', ...fields });

  test('the link of a ticket leads to its claims alone', async () => {
    const queue = await operator.text('/console/credits?ticket=999999');
    expect(queue).toContain('No claim was made from this ticket.');
    expect(queue).toContain('Of ticket 999999');
  });

  test('an auditor reads the rules of claims and cannot save them', async () => {
    const auditor = await site.asOperator(['audit']);
    const rules = await auditor.text('/console/credits/settings');
    expect(rules).toContain('Days to decide');
    expect(rules).not.toContain('>Save<');
    expect(await operator.text('/console/credits/settings')).toContain('>Save<');
    expect((await auditor.post('/console/credits/settings', { decideDays: '1' })).status).toBe(403);
  });

  test('from the table to the ledger: asked, granted, in the statement', async () => {
    const table = await admin.text('/portal/credits');
    expect(table).toContain('3\u00a0days');
    expect(table).toContain(`${page}?service=${scene.serviceIds[0]}#ask`);
    expect(await admin.text(page)).toContain('Gmail');

    const sent = await ask(admin, { stage: 'approved', amount: '99', organizationId: 'org-x' });
    expect(sent.status).toBe(303);
    const claim = new URL(sent.headers.get('location') ?? '', site.url).pathname;
    const no = claim.split('/').at(-1);
    expect(await admin.text(`${claim}?done=asked`)).toContain('Submitted');

    const again = await ask(admin);
    expect(again.status).toBe(409);
    expect(await again.text()).toContain(`in claim ${no}`);

    const queue = await operator.text('/console/credits');
    expect(queue).toContain(`/console/credits/${no}`);
    const decision = await operator.text(`/console/credits/${no}`);
    const field = /name="(amount-[0-9a-f-]+)"/.exec(decision)?.[1] ?? '';
    const without = await operator.post(`/console/credits/${no}?do=decide`, { decision: 'approve', [field]: '3' });
    expect(without.status).toBe(422);
    expect(await without.text()).toContain('Give the reason');
    for (const bad of ['-1', '1e309', '١٢', 'NaN', '99']) {
      const refused = await operator.post(`/console/credits/${no}?do=decide`, {
        decision: 'approve',
        reason: 'x',
        [field]: bad,
      });
      expect(refused.status, bad).toBe(422);
    }
    const fields = { decision: 'approve', reason: 'As owed.', [field]: '3' };
    const both = await Promise.all([1, 2].map(() => operator.post(`/console/credits/${no}?do=decide`, fields)));
    expect(both.map(({ status }) => status).toSorted()).toEqual([303, 409]);

    expect(await admin.text(claim)).toContain('As owed.');
    expect(await admin.text('/portal/ledger')).toContain('+3\u00a0days');
    const csv = await admin.fetch('/portal/ledger.csv?lang=en');
    expect(csv.headers.get('content-disposition')).toContain('attachment');
    expect((await csv.text()).split('\r\n')[1]).toContain(',Gmail,');
    const key = { contractId: scene.contractId, direction: 'we-owe', unit: 'days', currency: null } as const;
    expect(await findBalance(database.db, key)).toBe(3);
  });

  test('an appeal begins with what was asked and what was given', async () => {
    const other = await site.asMember('new');
    const { contractId, month, serviceIds } = await addCreditScene(database.db, other.organizationId);
    const path = `/portal/credits/${contractId}/${month}`;
    const sent = await other.post(`${path}?do=ask`, { services: serviceIds[0] ?? '', note: '', ticketNo: '' });
    const claim = new URL(sent.headers.get('location') ?? '', site.url).pathname;
    const decision = { decision: 'decline', reason: 'It worked.' };
    await operator.post(`/console/credits/${claim.split('/').at(-1)}?do=decide`, decision);
    expect(await other.text(claim)).toContain(
      '>We asked for 3\u00a0days and were refused. We still ask for it, because ',
    );
    const empty = await other.post(`${claim}?do=appeal`, { body: '' });
    expect(empty.status).toBe(422);
    expect((await other.post(`${claim}?do=appeal`, { body: 'It was down.' })).status).toBe(303);
  });

  test('a claim from a provider says where its note goes', async () => {
    const provider = await site.asMember('new');
    const { contractId, month } = await addCreditScene(database.db, provider.organizationId, {
      direction: 'owed-to-us',
    });
    const form = await provider.text(`/portal/credits/${contractId}/${month}`);
    expect(form).toContain('It becomes part of the text for the provider.');
    expect(form).not.toContain('decider');
  });

  test('an operator applies and takes back from the ledger page', async () => {
    const form = await operator.text('/console/ledger');
    const onceKey = /name="onceKey" value="([^"]+)"/.exec(form)?.[1] ?? '';
    const balance = `${scene.contractId}|days||`;
    const fields = { onceKey, balance, amount: '2', appliedTo: 'term', reference: 'Term 2027' };
    const sent = await Promise.all([1, 2].map(() => operator.post('/console/ledger?do=apply', fields)));
    expect(sent.map(({ status }) => status).toSorted()).toEqual([303, 409]);
    const over = await operator.post('/console/ledger?do=apply', {
      ...fields,
      onceKey: crypto.randomUUID(),
      amount: '2',
    });
    expect(over.status).toBe(409);
    const entries = await listEntries(database.db, 'every-organization', { limit: 9, contractId: scene.contractId });
    const application = entries.find(({ kind }) => kind === 'application');
    const back = await operator.post('/console/ledger?do=reverse', {
      entryId: application?.id ?? '',
      reason: 'Wrong term.',
    });
    expect(back.status).toBe(303);
    expect(await admin.text('/portal/ledger')).toContain('Taken back');
  });

  describe('who may not', () => {
    const paths = (): string[] => [
      '/console/credits',
      '/console/ledger',
      '/console/ledger.csv',
      '/console/contracts',
      '/console/contracts/new',
      `/console/contracts/${scene.contractId}`,
      `/console/contracts/${scene.contractId}/${scene.month}`,
      '/console/credits/1',
    ];

    test('operators without money or audit and admins get 403 from every console page of credits, to read and to write', async () => {
      const clerk = await site.asOperator(['tickets', 'incidents']);
      for (const path of paths()) {
        for (const visitor of [clerk, admin]) {
          expect((await visitor.fetch(path)).status, path).toBe(403);
          if (!path.endsWith('.csv')) expect((await visitor.post(`${path}?do=decide`)).status, path).toBe(403);
        }
      }
    });

    test('strangers are asked to sign in', async () => {
      for (const path of [...paths(), '/portal/credits', '/portal/ledger', '/portal/ledger.csv', page]) {
        expect((await site.asVisitor().fetch(path)).status, path).toBe(303);
      }
    });

    test('another organisation finds neither contract, month nor claim, and nothing of them in its own pages', async () => {
      const other = await site.asMember('new');
      for (const path of [`/portal/credits/${scene.contractId}`, page, '/portal/credits/requests/1']) {
        expect((await other.fetch(path)).status, path).toBe(404);
      }
      expect((await ask(other)).status).toBe(404);
      for (const path of ['/portal/credits', '/portal/ledger', '/portal/ledger.csv', '/portal/credits/requests']) {
        expect(await other.text(path), path).not.toMatch(/Gmail|Example Ltd/);
      }
    });

    test('a viewer reads, and is not let ask', async () => {
      const viewer = await site.asMember(admin.organizationId, 'viewer');
      expect((await viewer.fetch(page)).status).toBe(200);
      expect(await viewer.text('/portal/credits')).not.toContain('#ask');
      expect((await ask(viewer)).status).toBe(403);
    });

    test.each(['0', '-1', '1e9', 'abc', '999999999'])('claim number %s is not found', async (no) => {
      expect((await admin.fetch(`/portal/credits/requests/${no}`)).status).toBe(404);
      expect((await operator.fetch(`/console/credits/${no}`)).status).toBe(404);
    });

    test.each(['2026-13', '2030-01', '1999-01', 'abc', '٢٠٢٦-١٠'])('month %s is not found', async (month) => {
      expect((await admin.fetch(`/portal/credits/${scene.contractId}/${encodeURIComponent(month)}`)).status).toBe(404);
    });
  });

  test('a claim against a provider goes from the case number to its answer in the same pages', async () => {
    const own = await addCreditScene(database.db, admin.organizationId, { direction: 'owed-to-us' });
    const path = `/portal/credits/${own.contractId}/${own.month}`;
    const sent = await admin.post(`${path}?do=ask`, { services: own.serviceIds[0] ?? '' });
    const claim = new URL(sent.headers.get('location') ?? '', site.url).pathname;
    const record = (fields: Record<string, string>) => ({
      onceKey: crypto.randomUUID(),
      happenedOn: new Date().toISOString().slice(0, 10),
      ...fields,
    });
    const sending = record({ channel: 'form', caseNumber: '45-119' });
    expect((await admin.post(`${claim}?do=provider-sending`, sending)).status).toBe(303);
    const text = await admin.text(claim);
    expect(text).toContain('45-119');
    const field = /name="(amount-[0-9a-f-]+)"/.exec(text)?.[1] ?? '';
    const answer = record({ answer: 'granted', words: 'Granted.', unit: 'days', [field]: '3' });
    expect((await admin.post(`${claim}?do=provider-answer`, answer)).status).toBe(303);
    expect(await admin.text(claim)).toContain('Accepted by the provider');
  });

  test('credit and incident report are asked for in one step', async () => {
    const other = await site.asMember('new');
    const own = await addCreditScene(database.db, other.organizationId);
    const path = `/portal/credits/${own.contractId}/${own.month}?do=ask`;
    expect((await other.post(path, { services: own.serviceIds[0] ?? '', report: 'yes' })).status).toBe(303);
    const reports = await database.db
      .selectFrom('reportRequest')
      .select('stage')
      .where('organizationId', '=', other.organizationId)
      .execute();
    expect(reports).toEqual([{ stage: 'submitted' }]);
  });

  test('an operator records, corrects and ends a contract', async () => {
    const policyId = (await database.db.selectFrom('slaPolicy').select('id').executeTakeFirstOrThrow()).id;
    const fields = {
      direction: 'owed-to-us',
      organizationId: admin.organizationId,
      policyId,
      services: scene.serviceIds[0] ?? '',
      from: '2026-02-01',
      counterparty: 'Beta AG',
      fee: '12,50',
      currency: 'eur',
      billingPlan: 'monthly',
      seats: '20',
    };
    const wrong = await operator.post('/console/contracts/new?do=new', {
      ...fields,
      fee: '12.505',
      seats: '-1',
      services: [],
    });
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toContain('Seats are a whole number');
    const made = await operator.post('/console/contracts/new?do=new', fields);
    expect(made.status).toBe(303);
    const path = new URL(made.headers.get('location') ?? '', site.url).pathname;
    expect(await operator.text(path)).toContain('€12.50');
    const edited = await operator.post(`${path}?do=edit`, {
      counterparty: 'Beta SE',
      fee: '20',
      currency: 'EUR',
      billingPlan: 'yearly',
    });
    expect(edited.status).toBe(303);
    expect((await operator.post(`${path}?do=end`, { to: '2026-01-01', reason: 'x' })).status).toBe(422);
    expect((await operator.post(`${path}?do=end`, { to: '2026-06-30', reason: 'Cancelled.' })).status).toBe(303);
    expect(await operator.text(path)).toContain('2026-06-30');
  });
});
