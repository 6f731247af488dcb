import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCreditScene, type CreditScene } from '#test/support/credit-scene';
import { onEachDatabase } from '#test/support/databases';
import { startSite, type TestSite } from '#test/support/site';
import type { SignedIn } from '#test/support/visitor';

onEachDatabase('excluded time on the pages of a window', (database) => {
  let site: TestSite;
  let admin: SignedIn & { readonly organizationId: string };
  let operator: SignedIn;
  let scene: CreditScene;
  let desk: string;

  beforeAll(async () => {
    site = await startSite(database);
    admin = await site.asMember('new');
    operator = await site.asOperator(['money']);
    scene = await addCreditScene(database.db, admin.organizationId);
    desk = `/console/contracts/${scene.contractId}/${scene.month}`;
  });
  afterAll(() => site.stop());

  const portal = () => `/portal/credits/${scene.contractId}/${scene.month}`;
  const fields = (more: Record<string, string> = {}) => ({
    serviceId: scene.serviceIds[0] ?? '',
    startedAt: `${scene.month}-06T00:00`,
    endedAt: `${scene.month}-06T02:00:30`,
    reason: 'Clause 4: <b>their</b> own change.',
    ...more,
  });

  test('auditors see neither form, and sending one is refused', async () => {
    const auditor = await site.asOperator(['audit']);
    expect(await auditor.text(desk)).not.toContain('do=exclude');
    expect((await auditor.post(`${desk}?do=exclude`, fields())).status).toBe(403);
    expect((await admin.post(`${desk}?do=exclude`, fields())).status).toBe(403);
    expect(await admin.text(portal())).not.toContain('Time taken out');
  });

  test('what is missing is told beside its field, and what was typed stays', async () => {
    for (const [change, sentence] of [
      [{ reason: '' }, 'Say why this time does not count'],
      [{ endedAt: '' }, 'Say until when it does not count'],
      [{ startedAt: 'yesterday' }, 'Say from when it does not count'],
      [{ endedAt: `${scene.month}-05T00:00` }, 'The end must be after the beginning'],
      [{ startedAt: '2025-01-01T00:00', endedAt: '2025-01-02T00:00' }, 'outside the window of this page'],
      [{ serviceId: 'elsewhere' }, 'Choose one of the services'],
    ] as const) {
      const refused = await operator.post(`${desk}?do=exclude`, fields(change));
      expect(refused.status, sentence).toBe(422);
      const page = await refused.text();
      expect(page).toContain(sentence);
      if (!('reason' in change)) expect(page).toContain('Clause 4: &lt;b&gt;their');
    }
  });

  test('taken out by an operator, read by both sides in their language, and let count again', async () => {
    expect(await operator.text(desk)).toContain('3\u00a0days');
    const sent = await operator.post(`${desk}?do=exclude`, fields());
    expect([sent.status, sent.headers.get('location')]).toEqual([303, `${desk}?done=exclude`]);
    expect((await operator.post(`${desk}?do=exclude`, fields())).status).toBe(409);
    const console = await operator.text(`${desk}?done=exclude`);
    for (const text of ['The time is taken out', 'Time taken out', 'Clause 4: &lt;b', 'less.']) {
      expect(console).toContain(text);
    }
    const english = await admin.text(portal());
    expect(english).toContain('We do not count this time as downtime');
    expect(english).not.toContain('do=revoke');

    const id = /name="id" value="([^"]+)"/.exec(console)?.[1] ?? '';
    const without = await operator.post(`${desk}?do=revoke`, { id, reason: '' });
    expect(without.status).toBe(422);
    expect(await without.text()).toContain('Say why this time counts again');
    const revoked = await operator.post(`${desk}?do=revoke`, { id, reason: 'It was our change.' });
    expect(revoked.status).toBe(303);
    const again = await operator.post(`${desk}?do=revoke`, { id, reason: 'It was our change.' });
    expect(again.status).toBe(409);
    expect(await again.text()).toContain('was taken back already');
    expect(await admin.text(portal())).toContain('It was our change.');
  });

  test('an exclusion of another contract cannot be taken back from here, and another organisation does not see the page', async () => {
    const stranger = await site.asMember('new');
    const theirs = await addCreditScene(database.db, stranger.organizationId);
    await operator.post(`/console/contracts/${theirs.contractId}/${theirs.month}?do=exclude`, {
      ...fields(),
      serviceId: '',
      reason: 'A secret of theirs.',
    });
    const row = database.db.selectFrom('slaExclusion').select('id').where('contractId', '=', theirs.contractId);
    const { id } = await row.executeTakeFirstOrThrow();
    expect((await operator.post(`${desk}?do=revoke`, { id, reason: 'x' })).status).toBe(404);
    expect((await stranger.fetch(portal())).status).toBe(404);
    expect(await admin.text(portal())).not.toContain('A secret of theirs.');
    expect(await stranger.text(`/portal/credits/${theirs.contractId}/${theirs.month}`)).toContain(
      'A secret of theirs.',
    );
  });
});
