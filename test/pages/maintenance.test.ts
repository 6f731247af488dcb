import { afterAll, beforeAll, expect, test } from 'vitest';
import { onEachDatabase } from '#test/support/databases';
import { addMaintenance } from '#test/support/maintenance';
import { addService } from '#test/support/rows';
import { startSite, type TestSite } from '#test/support/site';
import type { SignedIn } from '#test/support/visitor';

onEachDatabase('the pages of maintenance', (database) => {
  let site: TestSite;
  let operator: SignedIn;
  let service: string;
  beforeAll(async () => {
    site = await startSite(database);
    operator = await site.asOperator(['incidents']);
    service = await addService(database.db, { name: 'Drive' });
  });
  afterAll(() => site.stop());

  const year = new Date().getUTCFullYear() + 1;
  const fields = (more: Record<string, string> = {}) => ({
    ...{ titleEn: 'Storage <b>move</b>', titleFr: 'Déménagement', serviceIds: service, zone: 'Europe/Berlin' },
    ...{ startsLocal: `${year}-01-10T02:30`, duration: '1:30', submissionKey: crypto.randomUUID(), ...more },
  });
  const plan = async (more: Record<string, string> = {}) => {
    const sent = await operator.post('/console/maintenance/new?do=plan', fields(more));
    expect(sent.status, sent.status === 303 ? '' : site.output().slice(-1500)).toBe(303);
    return (sent.headers.get('location') ?? '').replace(/\?.*/, '');
  };
  /** The address of the page with its first occurrence. */
  const occurrenceOf = async (page: string) => /\?at=([0-9a-f-]+)/.exec(await operator.text(page))?.[1] ?? '';

  test('operators without the role for incidents neither read nor write them', async () => {
    const other = await site.asOperator(['tickets', 'money', 'audit']);
    const page = await plan();
    for (const path of ['/console/maintenance', '/console/maintenance/new', page]) {
      expect((await other.fetch(path)).status).toBe(403);
    }
    expect((await other.post('/console/maintenance/new?do=plan', fields())).status).toBe(403);
    expect((await other.post(`${page}?do=cancel`, { reason: 'x' })).status).toBe(403);
  });

  test('what is wrong is told beside its field, and what was typed stays', async () => {
    for (const [change, sentence] of [
      [{ titleEn: '', titleFr: '' }, 'Give it a title.'],
      [{ startsLocal: `${year}-03-31T99:00` }, 'Say the day and time'],
      [{ startsLocal: '2020-01-01T02:00' }, 'This time has passed already.'],
      [{ duration: 'long' }, 'Say how long it lasts'],
      [{ zone: 'Mars' }, 'Choose a time zone'],
      [{ rrule: 'FREQ=HOURLY' }, 'once a day at most'],
      [{ serviceIds: '' }, 'Choose the services it concerns.'],
    ] as const) {
      const refused = await operator.post('/console/maintenance/new?do=plan', fields(change));
      expect(refused.status, sentence).toBe(422);
      const page = await refused.text();
      expect(page).toContain(sentence);
      if (!('titleEn' in change)) expect(page).toContain('Déménagement');
    }
  });

  test('a form with several mistakes tells all of them, each with its field', async () => {
    const wrong = { serviceIds: '', zone: 'Berlin', duration: '0', rrule: 'FREQ=SOMETIMES' };
    const page = await (await operator.post('/console/maintenance/new?do=plan', fields(wrong))).text();
    for (const field of ['serviceIds', 'zone', 'duration', 'rrule']) {
      expect([field, page]).toEqual([field, expect.stringContaining(`<a href="#${field}">`)]);
    }
    expect(page).toContain('<strong>Time zone: </strong>');
  });

  test('the next ten times of a rule are shown in local time and UTC before anything is saved', async () => {
    const before = await database.db.selectFrom('maintenance').select('id').execute();
    const rrule = 'FREQ=DAILY';
    const shown = await operator.post(
      '/console/maintenance/new?do=preview',
      fields({ rrule, startsLocal: `${year}-03-24T02:30` }),
    );
    expect(shown.status).toBe(200);
    const page = await shown.text();
    expect(page.match(/the clock jumps over this time/g)?.length).toBeGreaterThan(0);
    const night = await operator.post(
      '/console/maintenance/new?do=preview',
      fields({ rrule: 'FREQ=MONTHLY;BYDAY=1SU' }),
    );
    expect((await night.text()).match(/ UTC to /g)).toHaveLength(10);
    expect(await database.db.selectFrom('maintenance').select('id').execute()).toHaveLength(before.length);
  });

  test('planned, changed, and cancelled with a reason; what was announced stays readable', async () => {
    const page = await plan();
    expect(await operator.text('/console/maintenance')).toContain('Storage &lt;b&gt;move');
    const longer = await operator.post(`${page}?do=edit`, { ...fields({ duration: '2:30' }), revision: '1' });
    expect([longer.status, longer.headers.get('location')], site.output().slice(-3000)).toEqual([
      303,
      `${page}?done=edit`,
    ]);
    const stale = await operator.post(`${page}?do=edit`, { ...fields({ duration: '3:30' }), revision: '1' });
    expect(stale.status).toBe(409);
    const at = /\?at=([0-9a-f-]+)&(?:#38;|amp;)?do=cancel/.exec(await operator.text(page))?.[1] ?? '';
    expect((await operator.post(`${page}?at=${at}&do=cancel`, { reason: '' })).status).toBe(422);
    expect((await operator.post(`${page}?at=${at}&do=cancel`, { reason: 'The <i>disks</i> are late.' })).status).toBe(
      303,
    );
    const over = await operator.text(page);
    expect(over).toContain('The &lt;i&gt;disks');
    expect(over).toContain(`${year}-01-10 01:30 UTC`);
    expect(over).not.toContain('stands</td>');
  });

  test('one occurrence of a series is changed alone, and the series ends', async () => {
    const page = await plan({ rrule: 'FREQ=WEEKLY;COUNT=3' });
    const at = await occurrenceOf(page);
    const moved = { startsLocal: `${year}-01-11T04:00`, duration: '1:00' };
    expect((await operator.post(`${page}?at=${at}&do=move`, moved)).status).toBe(303);
    expect(await operator.text(page)).toContain(`${year}-01-11 03:00 UTC`);
    expect((await operator.post(`${page}?do=cancel-series`, { reason: 'Gone.' })).status).toBe(303);
    expect(await operator.text(page)).toContain('The series was cancelled');
  });

  test('a page of a maintenance that is not there answers 404', async () => {
    expect((await operator.fetch('/console/maintenance/nothing')).status).toBe(404);
  });

  test('visitors read it on the status page and the page of the service, in their language', async () => {
    const hidden = await addService(database.db, { name: 'Secret', visibility: 'operators' });
    const now = Date.now();
    const span = { startedAt: now - 3_600_000, endedAt: now + 3_600_000, announcedAt: now - 86_400_000 };
    await addMaintenance(database.db, hidden, span);
    const shown = await addService(database.db, { name: 'Mail', slug: 'mail' });
    const page = await plan();
    await addMaintenance(database.db, shown, span);
    await database.db
      .updateTable('maintenance')
      .set({ titles: '{"en":"New disks","fr":"Nouveaux disques"}' })
      .execute();
    expect((await operator.post(`${page}?do=edit`, { ...fields(), revision: '1' })).status).toBe(303);
    const visitor = site.asVisitor();
    await expect.poll(() => visitor.text('/'), { timeout: 10_000 }).toContain('under maintenance until');
    const french = await visitor.text('/fr/services/mail');
    expect(french).toContain('Nouveaux disques');
    expect(french).toContain('En maintenance');
    expect(await visitor.text('/services/mail')).toContain('New disks');
    expect(await visitor.text('/')).not.toContain('Secret');
  });
});
