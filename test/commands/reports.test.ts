import { describe, expect, test } from 'vitest';
import { declineReportRequest } from '#commands/decline-report-request';
import { publishReport } from '#commands/publish-report';
import { requestReport } from '#commands/request-report';
import { saveReport } from '#commands/save-report';
import { withdrawReportRequest } from '#commands/withdraw-report-request';
import { findAnsweringReport, findPublicReport, findReportRequest, listReportRequests } from '#db/queries/reports';
import type { Actor } from '#domain/actor';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addIncident, addOutage, addService } from '#test/support/rows';
import { addMember, addOrganization, operatorActor } from '#test/support/tickets';

onEachDatabase('incident reports', (database) => {
  const clock = new TestClock();
  const as = (actor: Actor) => testContext(database.db, clock, actor);
  const desk = operatorActor();

  async function world(incident: Parameters<typeof addIncident>[2] = {}) {
    const serviceId = await addService(database.db, { name: 'Gmail' });
    const incidentId = await addIncident(database.db, [serviceId], incident);
    const outageId = await addOutage(database.db, serviceId, { incidentId, startedAt: 1000, endedAt: 2000 });
    const organizationId = await addOrganization(database.db);
    const admin = await addMember(database.db, organizationId);
    return { serviceId, incidentId, outageId, organizationId, admin };
  }

  const ask = (outageId: string) => ({ outageId, ticketId: null, note: 'For our auditors.', lang: 'en' as const });
  const text = (incidentId: string, seenRevision: number) => ({
    incidentId,
    title: 'What happened',
    body: 'A disk was full.',
    lang: 'en' as const,
    seenRevision,
  });

  test('a request is answered by the published report, and mailed', async () => {
    const { admin, outageId, incidentId, organizationId } = await world();
    const { id } = await requestReport(as(admin), ask(outageId));
    expect(await findAnsweringReport(database.db, { organizationId }, id)).toBeUndefined();
    await publishReport(as(desk), { ...text(incidentId, 0), visibility: 'organizations' });
    expect(await findReportRequest(database.db, { organizationId }, id)).toMatchObject({
      stage: 'published',
      decidedBy: 'Olu',
    });
    expect(await findAnsweringReport(database.db, { organizationId }, id)).toMatchObject({ body: 'A disk was full.' });
    expect(await findPublicReport(database.db, incidentId)).toBeUndefined();
    const mails = await database.db
      .selectFrom('delivery')
      .select('message')
      .where('address', '=', admin.email)
      .execute();
    expect(mails).toHaveLength(1);
    expect(mails[0]?.message).toContain(`/portal/reports/${id}`);
  });

  test('several organisations are answered by one report', async () => {
    const { admin, outageId, incidentId, serviceId } = await world();
    const other = await addMember(database.db, await addOrganization(database.db, 'Other'));
    const second = await addOutage(database.db, serviceId, {
      incidentId,
      source: 'provider',
      startedAt: 900,
      endedAt: 2100,
    });
    const [a, b] = [await requestReport(as(admin), ask(outageId)), await requestReport(as(other), ask(second))];
    await publishReport(as(desk), { ...text(incidentId, 0), visibility: 'organizations' });
    const answers = [
      await findAnsweringReport(database.db, admin, a.id),
      await findAnsweringReport(database.db, other, b.id),
    ];
    expect(answers[0]?.id).toBe(answers[1]?.id);
    expect(await findAnsweringReport(database.db, other, a.id)).toBeUndefined();
  });

  test('asking twice, or twice at once, is one request', async () => {
    const { admin, outageId, organizationId } = await world();
    const asked = await Promise.all([1, 2, 3].map(() => requestReport(as(admin), ask(outageId))));
    expect(new Set(asked.map(({ id }) => id)).size).toBe(1);
    expect(asked.filter(({ before }) => !before)).toHaveLength(1);
    expect(await listReportRequests(database.db, { organizationId }, { limit: 9 })).toHaveLength(1);
  });

  test('a public report makes a notice and changes the public pages, once', async () => {
    const { incidentId } = await world();
    const notices = async () =>
      (await database.db.selectFrom('notice').select('payload').where('incidentId', '=', incidentId).execute()).map(
        ({ payload }) => JSON.parse(payload),
      );
    const draft = await saveReport(as(desk), text(incidentId, 0));
    expect(await notices()).toEqual([]);
    await publishReport(as(desk), { ...text(incidentId, draft.revision), visibility: 'public' });
    expect(await notices()).toMatchObject([{ report: { title: 'What happened' }, incident: { id: incidentId } }]);
    await publishReport(as(desk), { ...text(incidentId, draft.revision + 1), visibility: 'public' });
    expect(await notices()).toHaveLength(1);
    await expect(
      publishReport(as(desk), { ...text(incidentId, draft.revision + 2), visibility: 'organizations' }),
    ).rejects.toMatchObject({ code: 'invalid' });
  });

  test('asking for what is public already is refused in words', async () => {
    const { admin, outageId, incidentId } = await world();
    await publishReport(as(desk), { ...text(incidentId, 0), visibility: 'public' });
    await expect(requestReport(as(admin), ask(outageId))).rejects.toThrow(/public already/);
  });

  test('of two operators who write the first draft one is told so, and so is who saves an older one', async () => {
    const { incidentId } = await world();
    const outcomes = await Promise.allSettled([1, 2].map(() => saveReport(as(desk), text(incidentId, 0))));
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    await saveReport(as(desk), text(incidentId, 1));
    await expect(saveReport(as(desk), text(incidentId, 1))).rejects.toMatchObject({ code: 'conflict' });
  });

  test('of a decline and a withdrawal at once one wins', async () => {
    const { admin, outageId } = await world();
    const { id } = await requestReport(as(admin), ask(outageId));
    const outcomes = await Promise.allSettled([
      declineReportRequest(as(desk), { requestId: id, reason: 'Too small.' }),
      withdrawReportRequest(as(admin), { requestId: id }),
    ]);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(refused[0]?.reason).toMatchObject({ code: 'already-decided' });
    expect((await requestReport(as(admin), ask(outageId))).before).toBe(false);
  });

  test('a report for those who asked needs someone who asked, and a secret incident stays secret', async () => {
    const { incidentId } = await world();
    const alone = publishReport(as(desk), { ...text(incidentId, 0), visibility: 'organizations' });
    await expect(alone).rejects.toMatchObject({ code: 'invalid', field: 'visibility' });
    const held = await world({ publishedAt: null });
    const early = publishReport(as(desk), { ...text(held.incidentId, 0), visibility: 'public' });
    await expect(early).rejects.toThrow(/not public/);
  });

  describe('attacks', () => {
    test('foreign requests, outages and tickets are not found', async () => {
      const { admin, outageId } = await world();
      const stranger = await addMember(database.db, await addOrganization(database.db, 'Foreign'));
      const { id } = await requestReport(as(admin), ask(outageId));
      expect(await findReportRequest(database.db, stranger, id)).toBeUndefined();
      await expect(withdrawReportRequest(as(stranger), { requestId: id })).rejects.toMatchObject({ code: 'not-found' });
      const hidden = await addOutage(database.db, await addService(database.db, { visibility: 'operators' }));
      await expect(requestReport(as(admin), ask(hidden))).rejects.toMatchObject({ code: 'not-found' });
      const heldBack = await world({ publishedAt: null });
      await expect(requestReport(as(admin), ask(heldBack.outageId))).rejects.toMatchObject({ code: 'not-found' });
    });

    test('viewers ask for nothing, operators without the role answer nothing', async () => {
      const { organizationId, outageId, incidentId } = await world();
      const viewer = await addMember(database.db, organizationId, 'viewer');
      await expect(requestReport(as(viewer), ask(outageId))).rejects.toMatchObject({ code: 'forbidden' });
      for (const actor of [operatorActor(['incidents', 'money', 'audit']), viewer]) {
        const writes = [
          () => saveReport(as(actor), text(incidentId, 0)),
          () => publishReport(as(actor), { ...text(incidentId, 0), visibility: 'public' as const }),
          () => declineReportRequest(as(actor), { requestId: 'x', reason: 'x' }),
        ];
        for (const write of writes) await expect(write()).rejects.toMatchObject({ code: 'forbidden' });
      }
    });
  });
});
