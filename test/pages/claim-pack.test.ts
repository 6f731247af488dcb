import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCreditScene, type CreditScene } from '#test/support/credit-scene';
import { onEachDatabase } from '#test/support/databases';
import { startSite, type TestSite } from '#test/support/site';
import type { SignedIn } from '#test/support/visitor';

type Member = SignedIn & { readonly organizationId: string };

onEachDatabase('claim pack pages', (database) => {
  let site: TestSite;
  let admin: Member;
  let scene: CreditScene;
  let window: string;
  let claim: string;

  beforeAll(async () => {
    site = await startSite(database, { env: { SOLO_MODE: 'yes' } });
    admin = await site.asMember('new');
    scene = await addCreditScene(database.db, admin.organizationId, { direction: 'owed-to-us' });
    await database.db
      .updateTable('incident')
      .set({ provider: 'google-workspace', externalId: 'inc1', externalUrl: 'https://status.example/incidents/inc1' })
      .execute();
    await database.db
      .updateTable('contract')
      .set({ customerDomain: 'alder.example', counterparty: '=cmd|calc' })
      .where('id', '=', scene.contractId)
      .execute();
    window = `/portal/credits/${scene.contractId}/${scene.month}`;
    const asked = { services: scene.serviceIds[0] ?? '', affectedUsers: '40' };
    const sent = await admin.post(`${window}?do=ask`, asked);
    claim = new URL(sent.headers.get('location') ?? '', site.url).pathname;
  });
  afterAll(() => site.stop());

  const packs = (): string[] => [`${window}/pack`, `${claim}/pack`];
  const no = (): string => claim.split('/').at(-1) ?? '';

  test('before and after asking there is a text to send with the link of the provider’s incident', async () => {
    const other = await addCreditScene(database.db, admin.organizationId, { direction: 'owed-to-us' });
    const before = `/portal/credits/${other.contractId}/${other.month}`;
    expect(await admin.text(before)).toContain(`${before}/pack`);
    expect(await admin.text(`${before}/pack`)).toContain('Service credit request');
    const text = await admin.text(`${claim}/pack`);
    expect(text).toContain('Service credit request for alder.example: Gmail');
    expect(text).toContain('https://status.example/incidents/inc1');
    expect(text).toContain('href="mailto:?subject=Service%20credit%20request');
    expect(await admin.text(claim)).toContain(`${claim}/pack`);
  });

  test('how many users were affected is asked, refused where it is no number, and stands in claim and text', async () => {
    const other = await addCreditScene(database.db, admin.organizationId, { direction: 'owed-to-us' });
    const path = `/portal/credits/${other.contractId}/${other.month}`;
    for (const affectedUsers of ['-3', 'many', '1e3', '4.5']) {
      const refused = await admin.post(`${path}?do=ask`, { services: other.serviceIds[0] ?? '', affectedUsers });
      expect(refused.status, affectedUsers).toBe(422);
      expect(await refused.text()).toContain(`value="${affectedUsers}"`);
    }
    expect((await admin.post(`${path}?do=draft`, { affectedUsers: '12' })).status).toBe(303);
    expect(await admin.text(path)).toContain('value="12"');
    expect(await admin.text(claim)).toMatch(/Users affected<\/dt>\s*<dd>40/);
    expect(await admin.text(`${claim}/pack`)).toMatch(/- 40( of \d+ seats)?, as we count them/);
  });

  test('the text is there in French without the page changing its language', async () => {
    const text = await admin.text(`${claim}/pack?text=fr`);
    expect(text).toContain('Demande de crédit de service pour alder.example');
    expect(text).toContain('<html lang="en"');
  });

  test('of a claim that the provider has credited nothing is left to send', async () => {
    const sent = await admin.text(`${claim}/pack`);
    expect(sent).toMatch(/Send it by|The time to ask has passed/);
    const stage = { stage: 'credited' } as const;
    await database.db.updateTable('creditRequest').set(stage).where('no', '=', Number(no())).execute();
    const settled = await admin.text(`${claim}/pack`);
    expect(settled).toContain('Credited by the provider: nothing is left to send.');
    expect(settled).not.toMatch(/Send it by|Sent it\?/);
    await database.db.updateTable('creditRequest').set({ stage: 'submitted' }).where('no', '=', Number(no())).execute();
  });

  test('the outages are a file whose cells are no formulas and whose name nobody typed', async () => {
    for (const pack of packs()) {
      const file = await admin.fetch(`${pack}.csv?lang=fr`);
      expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
      expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="claim-[\d-]+\.csv"$/);
      const rows = (await file.text()).trimEnd().split('\r\n');
      expect(rows).toHaveLength(3);
      expect(rows.join('\n')).not.toMatch(/(^|;)[=+@]/m);
    }
  });

  test('the claim is a tagged document in either language', async () => {
    for (const lang of ['en', 'fr']) {
      const file = await admin.fetch(`${claim}/pack.pdf?lang=${lang}`);
      expect(file.headers.get('content-type')).toBe('application/pdf');
      const bytes = Buffer.from(await file.arrayBuffer()).toString('latin1');
      expect(bytes.slice(0, 8)).toBe('%PDF-1.7');
      expect(bytes).toContain('/Marked true');
      expect(bytes).toContain(lang === 'fr' ? '(fr-FR)' : '(en-GB)');
    }
  });

  test('another organisation finds no pack, strangers sign in first, and operators without money are refused', async () => {
    const other = await site.asMember('new');
    const clerk = await site.asOperator(['tickets', 'incidents']);
    for (const path of packs().flatMap((pack) => [pack, `${pack}.csv`, `${pack}.pdf`])) {
      const refused = await other.fetch(path);
      expect(refused.status, path).toBe(404);
      expect(await refused.text(), path).not.toContain('alder.example');
      expect((await site.asVisitor().fetch(path)).status, path).toBe(303);
    }
    for (const path of [
      `/console/credits/${no()}/pack`,
      `/console/credits/${no()}/pack.csv`,
      `/console/credits/${no()}/pack.pdf`,
    ]) {
      expect((await clerk.fetch(path)).status, path).toBe(403);
      expect((await admin.fetch(path)).status, path).toBe(403);
      const treasurer = await site.asOperator(['money']);
      expect((await treasurer.fetch(path)).status, path).toBe(200);
    }
  });

  test('the table names the reseller’s day before the provider’s own', async () => {
    const other = await site.asMember('new');
    const bought = await addCreditScene(database.db, other.organizationId, { direction: 'owed-to-us' });
    const reseller = { reseller: 'Cloud Shop', resellerDays: 7 };
    await database.db.updateTable('contract').set(reseller).where('id', '=', bought.contractId).execute();
    for (const path of ['/portal/credits', `/portal/credits/${bought.contractId}`]) {
      expect(await other.text(path)).toContain('To be with Cloud Shop by');
    }
  });

  test('a viewer reads the pack', async () => {
    const viewer = await site.asMember(admin.organizationId, 'viewer');
    for (const pack of packs()) expect((await viewer.fetch(pack)).status).toBe(200);
  });

  test('a claim that others make against us has no pack', async () => {
    const owed = await addCreditScene(database.db, admin.organizationId);
    const path = `/portal/credits/${owed.contractId}/${owed.month}`;
    const sent = await admin.post(`${path}?do=ask`, { services: owed.serviceIds[0] ?? '' });
    const asked = new URL(sent.headers.get('location') ?? '', site.url).pathname;
    for (const page of [
      `${path}/pack`,
      `${path}/pack.csv`,
      `${asked}/pack`,
      `${asked}/pack.csv`,
      `${asked}/pack.pdf`,
    ]) {
      expect((await admin.fetch(page)).status, page).toBe(404);
    }
  });
});
