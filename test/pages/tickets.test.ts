import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findTicketAtDesk } from '#db/queries/tickets';
import { onEachDatabase } from '#test/support/databases';
import { addIncident, addOutage, addService } from '#test/support/rows';
import { startSite, type TestSite } from '#test/support/site';

const HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)> [x](javascript:alert(3)) {{7*7}}';

onEachDatabase('the pages of tickets', (database) => {
  let site: TestSite;
  let serviceId: string;
  beforeAll(async () => {
    site = await startSite(database);
    serviceId = await addService(database.db, { name: 'Gmail', slug: 'gmail' });
  });
  afterAll(() => site?.stop());

  type Person = Awaited<ReturnType<TestSite['asMember']>>;
  const form = (more: Readonly<Record<string, string>> = {}) => ({
    submissionKey: randomUUID(),
    priority: 'P3',
    title: 'Mail arrives late',
    body: 'Two hours late.',
    occurredAt: new Date(Date.now() - 3_600_000).toISOString().slice(0, 16),
    ...more,
  });
  const open = async (person: Person, more: Readonly<Record<string, string>> = {}): Promise<number> => {
    const response = await person.post('/portal/tickets/new', form(more));
    expect(response.status).toBe(303);
    return Number(/\/portal\/tickets\/(\d+)\?done=opened$/.exec(response.headers.get('location') ?? '')?.[1]);
  };
  const stored = async (no: number) => {
    const ticket = await findTicketAtDesk(database.db, no);
    if (!ticket) throw new Error('There is no such ticket.');
    return ticket;
  };

  test('a ticket is opened, shown, replied to and answered', async () => {
    const admin = await site.asMember('new');
    const desk = await site.asOperator(['tickets']);
    const no = await open(admin, { serviceId, affectedUsers: '12' });
    expect(await admin.text(`/portal/tickets/${no}?lang=en`)).toContain('Two hours late.');
    expect(await admin.text('/portal/tickets')).toContain('Mail arrives late');
    expect(await desk.text('/console/tickets')).toContain('Mail arrives late');
    const answer = { kind: 'solution', body: 'Restart **it**.', seenRevision: '1', submissionKey: randomUUID() };
    expect((await desk.post(`/console/tickets/${no}?do=answer`, answer)).status).toBe(303);
    expect(await admin.text(`/portal/tickets/${no}`)).toContain('Restart <strong>it</strong>.');
    const reply = { body: 'Thanks.', submissionKey: randomUUID() };
    expect((await admin.post(`/portal/tickets/${no}?do=reply`, reply)).headers.get('location')).toBe(
      `/portal/tickets/${no}?done=replied`,
    );
    expect(await stored(no)).toMatchObject({ stage: 'in-progress', affectedUsers: 12 });
  });

  test('the same form posted twice makes one ticket and leads to it twice', async () => {
    const admin = await site.asMember('new');
    const fields = form();
    const [a, b] = await Promise.all([1, 2].map(() => admin.post('/portal/tickets/new', fields)));
    const again = await admin.post('/portal/tickets/new', fields);
    expect(new Set([a, b, again].map((response) => response?.headers.get('location'))).size).toBe(1);
    const rows = await database.db
      .selectFrom('ticket')
      .select('id')
      .where('organizationId', '=', admin.organizationId)
      .execute();
    expect(rows).toHaveLength(1);
  });

  test('what is missing is said beside the field, and what was typed is kept', async () => {
    const admin = await site.asMember('new');
    const response = await admin.post('/portal/tickets/new?lang=fr', form({ title: '', body: 'Déjà <b>vu</b>' }));
    expect(response.status).toBe(422);
    const page = await response.text();
    expect(page).toContain('Écrivez un objet de 200 caractères au plus.');
    expect(page).toContain('Déjà &lt;b&gt;vu&lt;/b&gt;');
    expect(page).toContain('aria-invalid="true"');
  });

  test('extra fields assign nothing: stage, number, organisation and author are not the form’s', async () => {
    const [admin, other] = [await site.asMember('new'), await site.asMember('new')];
    const no = await open(admin, {
      stage: 'closed',
      no: '99999',
      organizationId: other.organizationId,
      openedBy: 'Root',
      channel: 'phone',
      closedAt: '1',
      lang: 'xx',
    });
    expect(await stored(no)).toMatchObject({
      stage: 'new',
      organizationId: admin.organizationId,
      channel: 'web',
      closedAt: null,
    });
    const reply = { body: 'x', submissionKey: randomUUID(), priority: 'P1', stage: 'closed', authorKind: 'operator' };
    await admin.post(`/portal/tickets/${no}?do=reply`, reply);
    expect(await stored(no)).toMatchObject({ priority: 'P3', stage: 'new' });
    const close = { body: 'x', kind: 'third-party', seenRevision: '2', submissionKey: randomUUID() };
    await admin.post(`/portal/tickets/${no}?do=close`, close);
    expect(await stored(no)).toMatchObject({ resolutionKind: 'solved' });
  });

  test('another organisation’s ticket is 404 to read and to write, like one that never was', async () => {
    const [admin, stranger] = [await site.asMember('new'), await site.asMember('new')];
    const no = await open(stranger);
    for (const path of [
      `/portal/tickets/${no}`,
      '/portal/tickets/999999',
      '/portal/tickets/x',
      '/portal/tickets/1e3',
    ]) {
      expect((await admin.fetch(path)).status, path).toBe(404);
      expect((await admin.post(`${path}?do=reply`, { body: 'x', submissionKey: randomUUID() })).status).toBe(404);
    }
    expect(await stored(no)).toMatchObject({ revision: 1 });
  });

  test('a viewer reads and writes nothing', async () => {
    const admin = await site.asMember('new');
    const no = await open(admin);
    const viewer = await site.asMember(admin.organizationId, 'viewer');
    expect((await viewer.fetch(`/portal/tickets/${no}`)).status).toBe(200);
    expect(await viewer.text(`/portal/tickets/${no}`)).not.toContain('?do=reply');
    expect((await viewer.post('/portal/tickets/new', form())).status).toBe(403);
    for (const [name, fields] of Object.entries({
      reply: { body: 'x', submissionKey: randomUUID() },
      close: { body: 'x', seenRevision: '1', submissionKey: randomUUID() },
      tie: { outageId: 'x' },
    }))
      expect((await viewer.post(`/portal/tickets/${no}?do=${name}`, fields)).status, name).toBe(403);
    expect(await stored(no)).toMatchObject({ revision: 1, stage: 'new' });
  });

  test('the desk is closed to operators without the role, to members and to strangers', async () => {
    const admin = await site.asMember('new');
    const no = await open(admin);
    const other = await site.asOperator(['incidents', 'money', 'audit']);
    for (const path of ['/console/tickets', `/console/tickets/${no}`, '/console/tickets/new', '/console/reports']) {
      expect((await other.fetch(path)).status, path).toBe(403);
      expect((await other.post(`${path}?do=note`, { body: 'x' })).status, path).toBe(403);
      expect((await admin.fetch(path)).status, path).toBe(403);
      expect((await site.asVisitor().fetch(path)).headers.get('location'), path).toMatch(/^\/sign-in/);
    }
    expect(await other.text('/console')).not.toContain('/console/tickets');
    expect(await stored(no)).toMatchObject({ revision: 1 });
  });

  test('hostile texts are shown as text, in subject, description, steps, reply and case number', async () => {
    const admin = await site.asMember('new');
    const desk = await site.asOperator(['tickets']);
    const no = await open(admin, { priority: 'P1', title: HOSTILE, body: HOSTILE, steps: HOSTILE });
    await admin.post(`/portal/tickets/${no}?do=reply`, { body: HOSTILE, submissionKey: randomUUID() });
    const outside = { system: HOSTILE.slice(0, 100), number: '<b>1</b>' };
    const refused = await desk.post(`/console/tickets/${no}?do=outside`, { ...outside, url: 'javascript:alert(1)' });
    expect(refused.status).toBe(422);
    expect((await desk.post(`/console/tickets/${no}?do=outside`, outside)).status).toBe(303);
    const pages = await Promise.all([
      ...['/portal', '/portal/tickets', `/portal/tickets/${no}`].map((path) => admin.text(path)),
      ...['/console', '/console/tickets', `/console/tickets/${no}`].map((path) => desk.text(path)),
    ]);
    for (const page of pages) {
      expect(page).toContain('{{7*7}}');
      expect(page).not.toContain('href="javascript:');
      // Quotes are escaped in attributes, so what stands between two is text, whatever it holds.
      expect(page.replaceAll(/="[^"]*"/g, '=""')).not.toMatch(/<script>alert|<img|<b>1|onerror="/);
    }
  });

  test('an operator who answers an older state is told so, and his text is kept', async () => {
    const admin = await site.asMember('new');
    const desk = await site.asOperator(['tickets']);
    const no = await open(admin);
    const answer = (body: string) => ({ kind: 'message', body, seenRevision: '1', submissionKey: randomUUID() });
    await desk.post(`/console/tickets/${no}?do=answer`, answer('First.'));
    const late = await desk.post(`/console/tickets/${no}?do=answer`, answer('Second, long thought of.'));
    expect(late.status).toBe(409);
    const page = await late.text();
    expect(page).toContain('while you wrote');
    expect(page).toContain('Second, long thought of.');
    expect(page).toContain('First.');
  });

  test('an incident’s page leads to a filled form, and a hidden one fills in nothing', async () => {
    const admin = await site.asMember('new');
    const startedAt = Date.now() - 7_200_000;
    const shown = await addIncident(database.db, [serviceId], { title: 'Delays in Gmail', startedAt });
    const outageId = await addOutage(database.db, serviceId, { incidentId: shown, startedAt });
    const page = await admin.text(`/portal/tickets/new?incident=${shown}`);
    expect(page).toContain('value="Delays in Gmail"');
    expect(page).toMatch(new RegExp(`value="${outageId}" checked`));
    const secret = await addIncident(database.db, [serviceId], { title: 'Secret thing', publishedAt: null });
    const hidden = await admin.text(`/portal/tickets/new?incident=${secret}`);
    expect(hidden).not.toContain('Secret thing');
    const no = await open(admin, { serviceId, outageId });
    expect(await admin.text(`/portal/tickets/${no}?lang=en`)).toContain('tied the ticket to the outage of Gmail');
  });

  test('an operator declares the outage nobody logged, and the ticket is tied to it', async () => {
    const admin = await site.asMember('new');
    const quiet = await addService(database.db, { name: 'Meet' });
    const no = await open(admin, { serviceId: quiet });
    const declare = {
      serviceId: quiet,
      state: 'down',
      startedAt: new Date(Date.now() - 3_600_000).toISOString().slice(0, 16),
      reason: 'Three tickets say so.',
    };
    const half = await site.asOperator(['tickets']);
    expect((await half.post(`/console/tickets/${no}?do=declare`, declare)).status).toBe(403);
    const desk = await site.asOperator(['tickets', 'incidents']);
    expect((await desk.post(`/console/tickets/${no}?do=declare`, declare)).status).toBe(303);
    expect(await desk.text(`/console/tickets/${no}`)).toContain('tied the ticket to the outage of Meet');
    const hidden = await addService(database.db, { visibility: 'operators' });
    const secret = await desk.post(`/console/tickets/${no}?do=declare`, { ...declare, serviceId: hidden });
    expect(secret.status).toBe(422);
  });
});
