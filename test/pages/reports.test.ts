import { afterAll, beforeAll, expect, test } from 'vitest';
import { onEachDatabase } from '#test/support/databases';
import { addIncident, addOutage, addService } from '#test/support/rows';
import { startSite, type TestSite } from '#test/support/site';

const DAY = 86_400_000;

onEachDatabase('the pages of incident reports', (database) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await startSite(database);
  });
  afterAll(() => site?.stop());

  async function outage() {
    const serviceId = await addService(database.db, { name: 'Drive' });
    const startedAt = Date.now() - DAY;
    const incidentId = await addIncident(database.db, [serviceId], { title: 'Drive lost files', startedAt });
    const outageId = await addOutage(database.db, serviceId, { incidentId, startedAt, endedAt: startedAt + 60_000 });
    return { incidentId, outageId };
  }

  const report = (more: Readonly<Record<string, string>> = {}) => ({
    seenRevision: '0',
    title: 'What happened to Drive',
    body: '## Cause\nA **disk** <script>alert(1)</script>',
    lang: 'en',
    visibility: 'organizations',
    ...more,
  });

  test('an admin asks, an operator writes, previews and publishes, the admin reads it', async () => {
    const { incidentId, outageId } = await outage();
    const admin = await site.asMember('new');
    const desk = await site.asOperator(['tickets']);
    const asked = await admin.post('/portal/reports', { outageId, note: 'For our auditors.' });
    const path = asked.headers.get('location')?.replace('?done=sent', '') ?? '';
    expect(path).toMatch(/^\/portal\/reports\//);
    expect((await admin.post('/portal/reports', { outageId })).headers.get('location')).toBe(`${path}?done=already`);
    expect(await desk.text('/console/reports')).toContain(`/console/reports/${incidentId}`);
    expect(await desk.text(`/console/reports/${incidentId}`)).toContain('[What failed, what set it off');
    const preview = await desk.post(`/console/reports/${incidentId}?do=preview`, report());
    expect(await preview.text()).toContain('A <strong>disk</strong> &lt;script&gt;');
    expect((await desk.post(`/console/reports/${incidentId}?do=publish`, report())).status).toBe(303);
    expect(await admin.text(path)).toContain('A <strong>disk</strong> &lt;script&gt;');
    expect(await site.asVisitor().text(`/incidents/${incidentId}`)).not.toContain('What happened to Drive');
    const wider = report({ seenRevision: '2', visibility: 'public' });
    expect((await desk.post(`/console/reports/${incidentId}?do=publish`, wider)).status).toBe(409);
    await desk.post(`/console/reports/${incidentId}?do=publish`, { ...wider, seenRevision: '1' });
    await expect.poll(() => site.asVisitor().text(`/incidents/${incidentId}`)).toContain('What happened to Drive');
    await expect.poll(() => site.asVisitor().text(`/fr/incidents/${incidentId}`)).toContain('What happened to Drive');
  });

  test('a request is another organisation’s 404, and a viewer’s to read alone', async () => {
    const { outageId } = await outage();
    const admin = await site.asMember('new');
    const asked = await admin.post('/portal/reports', { outageId });
    const path = (asked.headers.get('location') ?? '').replace(/\?.*/, '');
    const stranger = await site.asMember('new');
    expect((await stranger.fetch(path)).status).toBe(404);
    expect((await stranger.post(path)).status).toBe(404);
    const viewer = await site.asMember(admin.organizationId, 'viewer');
    expect((await viewer.fetch(path)).status).toBe(200);
    expect((await viewer.post(path)).status).toBe(403);
    expect((await viewer.post('/portal/reports', { outageId })).status).toBe(403);
    expect((await admin.post(path)).status).toBe(303);
    expect((await admin.post(path)).status).toBe(409);
  });

  test('a declined request says why', async () => {
    const { outageId, incidentId } = await outage();
    const admin = await site.asMember('new');
    const desk = await site.asOperator(['tickets']);
    const asked = await admin.post('/portal/reports', { outageId });
    const path = (asked.headers.get('location') ?? '').replace(/\?.*/, '');
    const decline = { requestId: path.split('/').at(-1) ?? '', reason: 'It lasted a <minute>.' };
    const without = await desk.post(`/console/reports/${incidentId}?do=decline`, { ...decline, reason: '' });
    expect(without.status).toBe(422);
    expect((await desk.post(`/console/reports/${incidentId}?do=decline`, decline)).status).toBe(303);
    expect(await admin.text(path)).toContain('It lasted a &lt;minute&gt;.');
  });
});
