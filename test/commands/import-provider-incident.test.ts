import { beforeEach, expect, test } from 'vitest';
import { importProviderIncidents } from '#commands/import-provider-incidents';
import { learnProductKeys } from '#commands/learn-product-keys';
import { resolveRecoveredIncident } from '#commands/resolve-recovered-incident';
import { listFeedServices } from '#db/queries/feeds';
import { findIncident, type Incident } from '#db/queries/incidents';
import { listProviderOutages } from '#db/queries/outages';
import { OPERATORS } from '#domain/audience';
import { parseGoogleIncidents } from '#domain/feeds/google';
import type { ImportOutcome } from '#domain/feeds/import-report';
import type { ImportMode } from '#domain/feeds/plan-telling';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase, type TestDatabase } from '#test/support/databases';
import { addIncident, addOutage, addService } from '#test/support/rows';
import { GOOGLE_PRODUCTS, type GoogleRow, googleRow, googleUpdate } from '../fixtures/feeds/google.ts';

const at = (time: string): number => Date.parse(`2026-03-01T${time}:00Z`);
const { CHAT, MAIL } = GOOGLE_PRODUCTS;
const OPEN = {
  end: null,
  updates: [googleUpdate('10:20', 'SERVICE_DISRUPTION', 'We look into it.')],
} satisfies Partial<GoogleRow>;

onEachDatabase('importing a provider incident', (database) => {
  let provider = '';
  let chat = '';
  let mail = '';
  let clock = new TestClock();

  beforeEach(async () => {
    // A provider of its own keeps the tests of one database apart.
    provider = `provider-${crypto.randomUUID()}`;
    chat = await addService(database.db, { name: 'Chat', provider, providerKey: CHAT.id });
    mail = await addService(database.db, { name: 'Mail', provider, providerKey: MAIL.id });
    clock = new TestClock('2026-03-01T10:30:00Z');
  });

  async function importRow(
    change: Partial<GoogleRow> = {},
    mode: ImportMode = 'live',
  ): Promise<ImportOutcome | undefined> {
    const { incidents } = parseGoogleIncidents([googleRow({ id: `id-${provider}`, ...change })], { provider });
    const services = await listFeedServices(database.db, provider);
    const [outcome] = await importProviderIncidents(testContext(database.db, clock), {
      provider,
      incidents,
      services,
      mode,
    });
    return outcome;
  }

  async function theIncident(): Promise<Incident> {
    const row = await database.db
      .selectFrom('incident')
      .select('id')
      .where('provider', '=', provider)
      .executeTakeFirstOrThrow();
    const incident = await findIncident(database.db, OPERATORS, row.id);
    if (!incident) throw new Error('not there');
    return incident;
  }

  const noticesOf = async (incidentId: string): Promise<string[]> => {
    const rows = await database.db
      .selectFrom('notice')
      .select('kind')
      .where('incidentId', '=', incidentId)
      .orderBy('seq')
      .execute();
    return rows.map((row) => row.kind);
  };

  test('makes one incident over all its products and one outage per service', async () => {
    expect(await importRow()).toBe('created');
    const incident = await theIncident();
    expect(incident.services.map((service) => service.id).toSorted()).toEqual([chat, mail].toSorted());
    expect(incident).toMatchObject({
      title: 'Messages arrive late',
      impact: 'minor',
      stage: 'resolved',
      resolvedAt: at('11:00'),
    });
    expect(incident.updates.map((update) => update.body)).toEqual([
      'What happened, in full.',
      'It is over.',
      'We look into it.',
    ]);
    const outages = await listProviderOutages(database.db, incident.id);
    expect(
      outages
        .map(({ serviceId, state, startedAt, endedAt, revision }) => [serviceId, state, startedAt, endedAt, revision])
        .toSorted(),
    ).toEqual([chat, mail].toSorted().map((id) => [id, 'degraded', at('10:00'), at('11:00'), 1]));
    expect(outages[0]?.phases).toEqual([
      {
        startedAt: at('10:00'),
        endedAt: at('11:00'),
        state: 'degraded',
        surfaces: [],
        locations: [{ id: 'east', title: 'East' }],
        sharePpm: null,
      },
    ]);
  });

  test('changes nothing the second time', async () => {
    await importRow();
    const before = await rowsOf(database);
    clock.advance(3_600_000);
    expect(await importRow()).toBe('unchanged');
    expect(await rowsOf(database)).toEqual(before);
  });

  test('ignores an incident about products that nobody watches here', async () => {
    expect(await importRow({ affected_products: [{ id: 'other', title: 'Other' }] })).toBe('ignored');
  });

  test('records an incident of many products for those that are watched', async () => {
    await importRow({ affected_products: [{ id: 'other', title: 'Other' }, CHAT] });
    expect((await theIncident()).services.map((service) => service.id)).toEqual([chat]);
  });

  test('an end that comes later closes the same outage under its id and resolves the incident', async () => {
    await importRow(OPEN);
    const { id } = await theIncident();
    const [open] = await listProviderOutages(database.db, id);
    expect(open).toMatchObject({ endedAt: null, revision: 1 });
    clock.at = at('11:10');
    expect(await importRow()).toBe('updated');
    const after = await listProviderOutages(database.db, id);
    expect(after.find((outage) => outage.id === open?.id)).toMatchObject({ endedAt: at('11:00'), revision: 2 });
    expect((await theIncident()).stage).toBe('resolved');
    expect(await noticesOf(id)).toEqual([
      ...['outage.started', 'outage.started', 'incident.opened'],
      ...['outage.ended', 'outage.ended', 'incident.resolved'],
    ]);
  });

  test('a correction adds a revision with what was said then, and keeps the id', async () => {
    await importRow();
    const { id } = await theIncident();
    const before = (await listProviderOutages(database.db, id)).map((outage) => outage.id).toSorted();
    expect(await importRow({ end: '2026-03-01T10:45:00+00:00' })).toBe('updated');
    const outages = await listProviderOutages(database.db, id);
    expect(outages.map((outage) => outage.id).toSorted()).toEqual(before);
    const [first] = outages;
    const revisions = await database.db
      .selectFrom('outageRevision')
      .selectAll()
      .where('outageId', '=', first?.id ?? '')
      .orderBy('revision')
      .execute();
    expect(revisions.map((row) => [row.revision, row.reason, JSON.parse(row.snapshot).endedAt])).toEqual([
      [1, 'As the provider told it.', at('11:00')],
      [2, 'The provider corrected its account.', at('10:45')],
    ]);
  });

  test('a correction to an information retracts the outages; one back again revives them under their ids', async () => {
    await importRow();
    const { id } = await theIncident();
    const ids = (await listProviderOutages(database.db, id)).map((outage) => outage.id).toSorted();
    await importRow({ status_impact: 'SERVICE_INFORMATION' });
    expect((await theIncident()).impact).toBe('none');
    expect((await listProviderOutages(database.db, id)).every((outage) => outage.retractedAt !== null)).toBe(true);
    await importRow();
    const revived = await listProviderOutages(database.db, id);
    expect(revived.map((outage) => [outage.retractedAt, outage.revision])).toEqual([
      [null, 3],
      [null, 3],
    ]);
    expect(revived.map((outage) => outage.id).toSorted()).toEqual(ids);
  });

  test('a product that the provider takes off leaves the incident, and its outage is retracted', async () => {
    await importRow();
    await importRow({ affected_products: [CHAT] });
    const incident = await theIncident();
    expect(incident.services.map((service) => service.id)).toEqual([chat]);
    const outages = await listProviderOutages(database.db, incident.id);
    expect(outages.filter((outage) => outage.retractedAt !== null).map((outage) => outage.serviceId)).toEqual([mail]);
  });

  test('an archived service keeps its history', async () => {
    await importRow();
    await database.db.updateTable('service').set({ archivedAt: clock.at }).where('id', '=', mail).execute();
    await importRow({ end: '2026-03-01T10:50:00+00:00' });
    const outages = await listProviderOutages(database.db, (await theIncident()).id);
    expect(outages.map((outage) => [outage.endedAt, outage.retractedAt])).toEqual([
      [at('10:50'), null],
      [at('10:50'), null],
    ]);
  });

  test('an edited update is marked, one taken back is withdrawn, and our own words stay', async () => {
    await importRow();
    const { id } = await theIncident();
    await database.db
      .insertInto('incidentUpdate')
      .values({
        id: crypto.randomUUID(),
        incidentId: id,
        at: at('10:40'),
        stage: 'identified',
        body: 'From us.',
        lang: 'en',
        author: 'Ada',
        createdAt: 0,
      })
      .execute();
    await importRow({
      updates: [
        googleUpdate('11:05', 'AVAILABLE', 'It is over now.'),
        googleUpdate('10:20', 'SERVICE_DISRUPTION', 'We look into it.'),
      ],
    });
    const { updates } = await theIncident();
    expect(updates.map(({ body, editedAt }) => [body, editedAt])).toEqual([
      ['It is over now.', clock.at],
      ['From us.', null],
      ['We look into it.', null],
    ]);
    const audit = await database.db
      .selectFrom('auditEntry')
      .innerJoin('personalText', 'personalText.entryId', 'auditEntry.id')
      .select('body')
      .where('subjectId', '=', id)
      .execute();
    expect(audit.map((row) => JSON.parse(row.body ?? '').updates[0].body)).toEqual(['What happened, in full.']);
  });

  test("an operator's own title stands until the provider says something else", async () => {
    await importRow(OPEN);
    await database.db.updateTable('incident').set({ title: 'Chat is slow' }).where('provider', '=', provider).execute();
    expect(await importRow(OPEN)).toBe('unchanged');
    expect((await theIncident()).title).toBe('Chat is slow');
  });

  test('an own incident of the same event is adopted with its story, and there is no second one', async () => {
    const own = await addIncident(database.db, [chat], {
      title: 'Chat fails',
      source: 'measured',
      impact: 'major',
      startedAt: at('09:50'),
    });
    await addOutage(database.db, chat, { source: 'measured', incidentId: own, startedAt: at('09:50') });
    expect(await importRow()).toBe('created');
    const incident = await theIncident();
    expect(incident).toMatchObject({
      id: own,
      title: 'Chat fails',
      source: 'measured',
      impact: 'major',
      startedAt: at('09:50'),
    });
    expect(incident.services).toHaveLength(2);
    // The provider calls it over; our own check of Chat still fails.
    expect(incident).toMatchObject({ stage: 'monitoring', resolvedAt: null });
    expect(await importRow()).toBe('unchanged');
  });

  test('the provider may call it over first; it is resolved once our checks agree', async () => {
    await importRow(OPEN);
    const { id } = await theIncident();
    const measured = await addOutage(database.db, chat, { source: 'measured', incidentId: id, startedAt: at('10:10') });
    await importRow();
    expect(await theIncident()).toMatchObject({ stage: 'monitoring', resolvedAt: null });
    await database.db
      .updateTable('outage')
      .set({ endedAt: at('11:20') })
      .where('id', '=', measured)
      .execute();
    await resolveRecoveredIncident(testContext(database.db, clock), { incidentId: id });
    expect(await theIncident()).toMatchObject({ stage: 'resolved', resolvedAt: at('11:20') });
  });

  test('our checks never resolve what the provider still calls open', async () => {
    await importRow(OPEN);
    const { id } = await theIncident();
    await database.db
      .updateTable('outage')
      .set({ endedAt: at('10:30') })
      .where('incidentId', '=', id)
      .execute();
    expect(await resolveRecoveredIncident(testContext(database.db, clock), { incidentId: id })).toEqual({
      resolved: false,
    });
  });

  test('a held incident is published when the provider confirms it; a draft waits for its author', async () => {
    const held = await addIncident(database.db, [chat], {
      title: '',
      publishAt: at('12:00'),
      publishedAt: null,
      startedAt: at('10:05'),
    });
    await importRow(OPEN);
    expect(await theIncident()).toMatchObject({
      id: held,
      publishAt: null,
      publishedAt: clock.at,
      title: 'Messages arrive late',
    });
    const other = await addService(database.db, { provider, providerKey: 'other' });
    const draft = await addIncident(database.db, [other], {
      publishAt: null,
      publishedAt: null,
      startedAt: at('10:05'),
    });
    await importRow({ ...OPEN, id: 'second', affected_products: [{ id: 'other', title: 'Other' }] });
    expect(await findIncident(database.db, OPERATORS, draft)).toMatchObject({
      externalId: 'second',
      publishedAt: null,
    });
    expect(await noticesOf(draft)).toEqual([]);
  });

  test('an own incident that others may not read of is not adopted: the provider’s stays public', async () => {
    await database.db.updateTable('service').set({ visibility: 'operators' }).where('id', '=', chat).execute();
    const own = await addIncident(database.db, [chat], { visibility: 'operators', startedAt: at('10:05') });
    await importRow();
    const incident = await theIncident();
    expect(incident.id).not.toBe(own);
    expect(incident.visibility).toBe('public');
  });

  test('an information adopts nothing', async () => {
    await addIncident(database.db, [chat], { startedAt: at('10:05') });
    await importRow({ ...OPEN, status_impact: 'SERVICE_INFORMATION' });
    expect(await theIncident()).toMatchObject({ source: 'provider', impact: 'none' });
  });

  test('history tells nobody and is dated when it happened', async () => {
    clock.at = at('23:00');
    await importRow({}, 'history');
    const incident = await theIncident();
    expect(incident.publishedAt).toBe(at('10:20'));
    expect(await noticesOf(incident.id)).toEqual([]);
  });

  test('a service without a product id takes it from the product of its name, once and without doubt', async () => {
    const meet = await addService(database.db, { name: 'Google Meet', provider });
    const forms = await addService(database.db, { name: 'Forms', provider });
    const named = (id: string, title: string) => ({ id, title });
    const affected_products = [named('meet1', 'Meet'), named('forms1', 'Forms'), named('forms2', 'Google Forms'), CHAT];
    const { incidents } = parseGoogleIncidents([googleRow({ affected_products })], { provider });
    await learnProductKeys(testContext(database.db, clock), { provider, incidents });
    const services = await listFeedServices(database.db, provider);
    expect(services.get('meet1')?.map((service) => service.id)).toEqual([meet]);
    expect([...services.values()].flat().map((service) => service.id)).not.toContain(forms);
  });

  test('an incident is seen by those who may see one of its services', async () => {
    await database.db
      .updateTable('service')
      .set({ visibility: 'operators' })
      .where('provider', '=', provider)
      .execute();
    await importRow();
    expect((await theIncident()).visibility).toBe('operators');
    await database.db.updateTable('service').set({ visibility: 'public' }).where('id', '=', chat).execute();
    await importRow();
    expect((await theIncident()).visibility).toBe('public');
  });
});

async function rowsOf({ db }: TestDatabase): Promise<unknown> {
  return Promise.all([
    db.selectFrom('incident').selectAll().orderBy('id').execute(),
    db.selectFrom('incidentUpdate').selectAll().orderBy('id').execute(),
    db.selectFrom('outage').selectAll().orderBy('id').execute(),
    db.selectFrom('outageRevision').selectAll().orderBy('outageId').orderBy('revision').execute(),
    db.selectFrom('notice').selectAll().orderBy('seq').execute(),
  ]);
}
