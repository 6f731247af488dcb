import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { correctOutage } from '#commands/correct-outage';
import { declareOutage } from '#commands/declare-outage';
import { editIncident } from '#commands/edit-incident';
import { endOutage } from '#commands/end-outage';
import { type OpenIncidentInput, openIncident } from '#commands/open-incident';
import { type PostIncidentUpdateInput, postIncidentUpdate } from '#commands/post-incident-update';
import { publishIncident } from '#commands/publish-incident';
import { reopenIncident } from '#commands/reopen-incident';
import { retractOutage } from '#commands/retract-outage';
import { findIncident } from '#db/queries/incidents';
import { findOutage, listOutagesOfIncidents, type Outage } from '#db/queries/outages';
import type { Actor } from '#domain/actor';
import { OPERATORS, PUBLIC } from '#domain/audience';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addIncident, addOutage, addService } from '#test/support/rows';

const ADA: Actor = { kind: 'operator', id: 'ada', name: 'Ada', roles: ['incidents'] };
const MINUTE = 60_000;

onEachDatabase('the incident desk', (database) => {
  let service = '';
  let clock = new TestClock();
  let hour = 0;
  beforeEach(async () => {
    // Hours apart: outages that begin together would be taken for one event.
    hour += 1;
    clock = new TestClock(Date.parse('2026-11-22T00:00:00Z') + hour * 60 * MINUTE);
    service = await addService(database.db, { name: 'Mail' });
  });
  const ctx = (actor: Actor = ADA) => testContext(database.db, clock, actor);

  async function open(change: Partial<OpenIncidentInput> = {}): Promise<string> {
    const input: OpenIncidentInput = {
      ...{ title: 'Mail is late', lang: 'en', body: 'We look into it.', stage: 'investigating', impact: 'minor' },
      ...{ serviceIds: [service], startedAt: clock.at - 10 * MINUTE, outageState: 'degraded', publish: 'now' },
      ...{ nextUpdateDueAt: null, submissionKey: randomUUID() },
      ...change,
    };
    return (await openIncident(ctx(), input)).incidentId;
  }
  const post = (incidentId: string, change: Partial<PostIncidentUpdateInput> = {}): Promise<void> =>
    postIncidentUpdate(ctx(), {
      ...{
        incidentId,
        stage: 'identified',
        body: 'Found it.',
        lang: 'en',
        nextUpdateDueAt: null,
        submissionKey: randomUUID(),
      },
      ...change,
    });
  const see = (id: string) => findIncident(database.db, OPERATORS, id);
  async function outageOf(incidentId: string): Promise<Outage> {
    const [outage] = await listOutagesOfIncidents(database.db, [incidentId]);
    if (!outage) throw new Error('no outage');
    return outage;
  }
  const notices = async (incidentId: string): Promise<string[]> =>
    (
      await database.db
        .selectFrom('notice')
        .select('kind')
        .where('incidentId', '=', incidentId)
        .orderBy('seq')
        .execute()
    ).map(({ kind }) => kind);
  const audit = async (subjectId: string): Promise<string[]> =>
    (
      await database.db
        .selectFrom('auditEntry')
        .select('action')
        .where('subjectId', '=', subjectId)
        .orderBy('id')
        .execute()
    ).map(({ action }) => action);

  test('an incident is opened with its first update and a declared outage, and told once', async () => {
    const id = await open();
    expect(await see(id)).toMatchObject({
      title: 'Mail is late',
      impact: 'minor',
      source: 'declared',
      visibility: 'public',
    });
    expect((await see(id))?.updates).toMatchObject([{ body: 'We look into it.', author: 'Ada' }]);
    expect(await outageOf(id)).toMatchObject({ source: 'declared', state: 'degraded', endedAt: null, revision: 1 });
    expect(await notices(id)).toEqual(['incident.opened', 'outage.started']);
    expect(await audit(id)).toEqual(['open-incident']);
  });

  test('the same form sent twice is one incident and one update', async () => {
    const submissionKey = randomUUID();
    expect(await open({ submissionKey })).toBe(await open({ submissionKey }));
    const update = { submissionKey: randomUUID() };
    await post(submissionKey, update);
    await post(submissionKey, update);
    expect((await see(submissionKey))?.updates).toHaveLength(2);
    expect(await listOutagesOfIncidents(database.db, [submissionKey])).toHaveLength(1);
  });

  test('a service that is down makes the incident major; an information has no outage', async () => {
    expect(await see(await open({ outageState: 'down' }))).toMatchObject({ impact: 'major' });
    await expect(open({ impact: 'none' })).rejects.toMatchObject({ code: 'invalid', field: 'impact' });
    const information = await open({ impact: 'none', outageState: null });
    expect(await listOutagesOfIncidents(database.db, [information])).toEqual([]);
  });

  test.each([
    ['without a title', { title: ' ' }, 'title'],
    ['without words', { body: ' ' }, 'body'],
    ['without services', { serviceIds: [] }, 'serviceIds'],
    ['about a service that is not there', { serviceIds: ['no'] }, 'serviceIds'],
    ['in the future', { startedAt: Date.parse('2030-01-01T00:00:00Z') }, 'startedAt'],
    ['with a promise in the past', { nextUpdateDueAt: 1 }, 'nextUpdateDueAt'],
  ] as const)('an incident %s is refused beside the field', async (_, change, field) => {
    await expect(open(change)).rejects.toMatchObject({ code: 'invalid', field });
  });

  test('a draft is seen and told to nobody until it is published', async () => {
    const id = await open({ publish: 'draft' });
    expect(await findIncident(database.db, PUBLIC, id)).toBeUndefined();
    expect(await notices(id)).toEqual([]);
    await publishIncident(ctx(), { incidentId: id });
    expect(await findIncident(database.db, PUBLIC, id)).toBeDefined();
    expect(await notices(id)).toEqual(['incident.opened']);
    await expect(publishIncident(ctx(), { incidentId: id })).rejects.toMatchObject({ code: 'conflict' });
  });

  test('an update moves the stage and promises the next; resolving ends declared outages and the promise', async () => {
    const id = await open();
    await post(id, { nextUpdateDueAt: clock.at + 30 * MINUTE });
    expect(await see(id)).toMatchObject({ stage: 'identified', nextUpdateDueAt: clock.at + 30 * MINUTE });
    clock.advance(20 * MINUTE);
    await post(id, { stage: 'resolved', body: 'It works.' });
    expect(await see(id)).toMatchObject({ stage: 'resolved', resolvedAt: clock.at, nextUpdateDueAt: null });
    expect(await outageOf(id)).toMatchObject({ endedAt: clock.at, revision: 2 });
    expect(await notices(id)).toEqual([
      'incident.opened',
      'outage.started',
      'incident.updated',
      'outage.ended',
      'incident.resolved',
    ]);
  });

  test('nothing is called resolved while our own checks still see it fail', async () => {
    const id = await open({ outageState: null });
    await addOutage(database.db, service, { source: 'measured', incidentId: id, startedAt: clock.at - MINUTE });
    await expect(post(id, { stage: 'resolved' })).rejects.toMatchObject({ code: 'conflict', field: 'stage' });
    expect((await see(id))?.updates).toHaveLength(1);
  });

  test('a resolved incident takes further words, and goes on only when it is reopened', async () => {
    const id = await open();
    await post(id, { stage: 'resolved' });
    await post(id, { stage: 'resolved', body: 'What happened, in full.' });
    await expect(post(id, { stage: 'monitoring' })).rejects.toMatchObject({ code: 'closed' });
    const back = {
      incidentId: id,
      stage: 'investigating',
      body: 'It is back.',
      lang: 'en',
      submissionKey: randomUUID(),
    } as const;
    await reopenIncident(ctx(), back);
    expect(await see(id)).toMatchObject({ stage: 'investigating', resolvedAt: null });
    expect((await see(id))?.updates).toHaveLength(4);
  });

  test('an edit cannot say less than the outages show', async () => {
    const other = await addService(database.db);
    const id = await open({ outageState: 'down' });
    const edit = {
      incidentId: id,
      title: 'Mail is down',
      lang: 'en',
      impact: 'major',
      serviceIds: [service, other],
      startedAt: clock.at - 20 * MINUTE,
    } as const;
    await editIncident(ctx(), edit);
    expect(await see(id)).toMatchObject({ title: 'Mail is down', startedAt: edit.startedAt });
    await expect(editIncident(ctx(), { ...edit, impact: 'minor' })).rejects.toMatchObject({ field: 'impact' });
    await expect(editIncident(ctx(), { ...edit, serviceIds: [other] })).rejects.toMatchObject({ field: 'serviceIds' });
    expect(await audit(id)).toEqual(['open-incident', 'edit-incident']);
  });

  describe('an outage', () => {
    const facts = () =>
      ({
        serviceId: service,
        startedAt: clock.at - 10 * MINUTE,
        endedAt: null,
        state: 'down',
        surfaces: ['web'],
        locations: [],
        sharePpm: 250_000,
        reason: 'Three tickets.',
      }) as const;

    test('declared by hand opens an incident as its service says, with the title it was given', async () => {
      const { outageId, incidentId } = await declareOutage(ctx(), { ...facts(), title: 'Sign-in fails' });
      expect(await see(incidentId)).toMatchObject({ title: 'Sign-in fails', impact: 'major' });
      expect((await findOutage(database.db, outageId))?.phases).toMatchObject([
        { sharePpm: 250_000, surfaces: ['web'] },
      ]);
      expect(await audit(outageId)).toEqual(['declare-outage']);
    });

    test('declared into an incident stays in that one', async () => {
      const incident = await addIncident(database.db, [service], { impact: 'minor', startedAt: clock.at });
      expect(await declareOutage(ctx(), { ...facts(), incidentId: incident })).toMatchObject({ incidentId: incident });
      expect(await see(incident)).toMatchObject({ impact: 'major', startedAt: clock.at - 10 * MINUTE });
    });

    test('needs a reason, a service in use, and a time that has been', async () => {
      await expect(declareOutage(ctx(), { ...facts(), reason: ' ' })).rejects.toMatchObject({ field: 'reason' });
      await expect(declareOutage(ctx(), { ...facts(), serviceId: 'no' })).rejects.toMatchObject({ field: 'serviceId' });
      await expect(declareOutage(ctx(), { ...facts(), startedAt: clock.at + MINUTE * 5 })).rejects.toMatchObject({
        code: 'invalid',
      });
    });

    test('corrected keeps its id, adds a revision with its reason, and refuses who looked at an older one', async () => {
      const { outageId } = await declareOutage(ctx(), facts());
      const phases = [{ ...facts(), startedAt: clock.at - 30 * MINUTE, endedAt: clock.at - MINUTE }];
      await correctOutage(ctx(), { outageId, revision: 1, reason: 'The logs say so.', phases });
      expect(await findOutage(database.db, outageId)).toMatchObject({ startedAt: clock.at - 30 * MINUTE, revision: 2 });
      const rows = await database.db
        .selectFrom('outageRevision')
        .selectAll()
        .where('outageId', '=', outageId)
        .orderBy('revision')
        .execute();
      expect(rows.map((row) => [row.actorName, row.reason])).toEqual([
        ['Ada', 'Three tickets.'],
        ['Ada', 'The logs say so.'],
      ]);
      await expect(correctOutage(ctx(), { outageId, revision: 1, reason: 'Me too.', phases })).rejects.toMatchObject({
        code: 'conflict',
      });
      await expect(correctOutage(ctx(), { outageId, revision: 2, reason: '', phases })).rejects.toMatchObject({
        field: 'reason',
      });
    });

    test('ends once, and never before it began', async () => {
      const { outageId } = await declareOutage(ctx(), facts());
      await expect(endOutage(ctx(), { outageId, endedAt: clock.at - 20 * MINUTE })).rejects.toMatchObject({
        field: 'endedAt',
      });
      await endOutage(ctx(), { outageId, endedAt: clock.at });
      await expect(endOutage(ctx(), { outageId, endedAt: clock.at })).rejects.toMatchObject({ code: 'closed' });
    });

    test('retracted counts nowhere any more and stays in the books', async () => {
      const { outageId, incidentId } = await declareOutage(ctx(), facts());
      await retractOutage(ctx(), { outageId, revision: 1, reason: 'It was our test.' });
      expect(await listOutagesOfIncidents(database.db, [incidentId])).toEqual([]);
      expect(await findOutage(database.db, outageId)).toMatchObject({ retractedAt: clock.at, revision: 2 });
      expect(await notices(incidentId)).toContain('outage.ended');
      await expect(retractOutage(ctx(), { outageId, revision: 2, reason: 'Again.' })).rejects.toMatchObject({
        code: 'closed',
      });
    });

    test.each([
      ['ended', (outageId: string) => endOutage(ctx(), { outageId, endedAt: clock.at })],
      ['retracted', (outageId: string) => retractOutage(ctx(), { outageId, revision: 1, reason: 'Our own test.' })],
      [
        'corrected to be over',
        (outageId: string) =>
          correctOutage(ctx(), {
            ...{ outageId, revision: 1, reason: 'It ended.' },
            phases: [{ ...facts(), endedAt: clock.at - MINUTE }],
          }),
      ],
    ] as const)('%s as the last open one, it resolves the incident that our checks opened', async (_, end) => {
      const incident = await addIncident(database.db, [service], {
        ...{ source: 'measured', startedAt: clock.at - 20 * MINUTE, publishedAt: clock.at - 20 * MINUTE },
      });
      await addOutage(database.db, service, {
        ...{ source: 'measured', incidentId: incident },
        ...{ startedAt: clock.at - 20 * MINUTE, endedAt: clock.at - 5 * MINUTE },
      });
      const { outageId } = await declareOutage(ctx(), { ...facts(), incidentId: incident });
      await end(outageId);
      expect(await see(incident)).toMatchObject({ stage: 'resolved' });
      const kinds = await notices(incident);
      expect(kinds.filter((kind) => kind === 'incident.resolved')).toHaveLength(1);
      expect(kinds.indexOf('outage.ended')).toBeLessThan(kinds.indexOf('incident.resolved'));
    });

    test('retracted while open, its end is told with a time', async () => {
      const { outageId } = await declareOutage(ctx(), facts());
      await retractOutage(ctx(), { outageId, revision: 1, reason: 'It was our test.' });
      const notice = await database.db
        .selectFrom('notice')
        .select('payload')
        .where('kind', '=', 'outage.ended')
        .orderBy('seq', 'desc')
        .executeTakeFirstOrThrow();
      expect(JSON.parse(notice.payload)).toMatchObject({ outage: { endedAt: new Date(clock.at).toISOString() } });
    });

    test.each([
      ['what a provider states', { source: 'provider', endedAt: 5, startedAt: 1 }],
      ['what our checks still see', { source: 'measured', endedAt: null }],
    ] as const)('nobody corrects or retracts %s', async (_, row) => {
      const outageId = await addOutage(database.db, service, row);
      const change = { outageId, revision: 1, reason: 'No.' };
      await expect(retractOutage(ctx(), change)).rejects.toMatchObject({ code: 'conflict' });
      await expect(correctOutage(ctx(), { ...change, phases: [facts()] })).rejects.toMatchObject({ code: 'conflict' });
    });
  });

  test.each([
    ['an operator of tickets', { ...ADA, roles: ['tickets'] } as Actor],
    ['an admin', { kind: 'member', id: 'm', name: 'M', role: 'admin', organizationId: 'o' } as Actor],
    ['a visitor', { kind: 'visitor', id: null, name: '' } as Actor],
  ])('%s may do none of it', async (_, actor) => {
    const id = await open();
    const { id: outageId } = await outageOf(id);
    const words = { incidentId: id, body: 'x', lang: 'en', submissionKey: randomUUID() } as const;
    const tries = [
      openIncident(ctx(actor), {
        ...words,
        title: 'x',
        stage: 'investigating',
        impact: 'minor',
        serviceIds: [service],
        startedAt: 0,
        outageState: null,
        publish: 'now',
        nextUpdateDueAt: null,
      }),
      postIncidentUpdate(ctx(actor), { ...words, stage: 'resolved', nextUpdateDueAt: null }),
      publishIncident(ctx(actor), { incidentId: id }),
      reopenIncident(ctx(actor), { ...words, stage: 'monitoring' }),
      editIncident(ctx(actor), { ...words, title: 'x', impact: 'none', serviceIds: [], startedAt: 0 }),
      declareOutage(ctx(actor), {
        serviceId: service,
        startedAt: 0,
        endedAt: null,
        state: 'down',
        surfaces: [],
        locations: [],
        sharePpm: null,
        reason: 'x',
      }),
      endOutage(ctx(actor), { outageId, endedAt: clock.at }),
      correctOutage(ctx(actor), { outageId, revision: 1, reason: 'x', phases: [] }),
      retractOutage(ctx(actor), { outageId, revision: 1, reason: 'x' }),
    ];
    for (const attempt of await Promise.allSettled(tries))
      expect(attempt).toMatchObject({ reason: { code: 'forbidden' } });
  });
});
