import { afterAll, beforeAll, expect, test } from 'vitest';
import { appendOutageRevision } from '#commands/append-outage-revision';
import { inTransaction } from '#commands/context';
import { decideCreditRequest } from '#commands/decide-credit-request';
import { requestCredit } from '#commands/request-credit';
import { writeOutagePhases } from '#commands/write-outage-phases';
import { findCreditRequest } from '#db/queries/credit-requests';
import { findBalance } from '#db/queries/ledger';
import { HOUR_MS } from '#domain/time';
import { checkBundle } from '#lib/check-bundle';
import { runAssessments } from '#test/support/assessments';
import { TestClock, testContext } from '#test/support/context';
import { addCreditScene, type CreditScene } from '#test/support/credit-scene';
import { adminOf, treasurer } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { startSite, type TestSite } from '#test/support/site';
import type { SignedIn } from '#test/support/visitor';

onEachDatabase('the life of an assessment on its pages', (database) => {
  let site: TestSite;
  let admin: SignedIn & { readonly organizationId: string };
  let stranger: SignedIn;
  let operator: SignedIn;
  let scene: CreditScene;
  let page: string;
  const clock = new TestClock(Date.now());

  beforeAll(async () => {
    site = await startSite(database);
    admin = await site.asMember('new');
    stranger = await site.asMember('new');
    operator = await site.asOperator(['money']);
    scene = await addCreditScene(database.db, admin.organizationId);
    page = `/portal/credits/${scene.contractId}/${scene.month}`;
    await runAssessments(database.db, clock);
    await grantAll();
    await makeLonger(10);
    await runAssessments(database.db, clock);
  });
  afterAll(() => site.stop());

  async function grantAll(): Promise<void> {
    const { contractId, month, serviceIds } = scene;
    const claim = {
      contractId,
      month,
      serviceIds: serviceIds.slice(0, 1),
      note: '',
      ticketNo: null,
      lang: 'en',
    } as const;
    const { no } = await requestCredit(testContext(database.db, clock, adminOf(admin.organizationId)), claim);
    const request = await findCreditRequest(database.db, 'every-organization', no);
    const amounts = Object.fromEntries(request?.items.map((item) => [item.id, item.askedAmount]) ?? []);
    const answer = { no, decision: 'approve', amounts, reason: 'As owed.' } as const;
    await decideCreditRequest(testContext(database.db, clock, treasurer()), answer);
  }

  async function makeLonger(hours: number): Promise<void> {
    const { id, startedAt } = await database.db
      .selectFrom('outage')
      .select(['id', 'startedAt'])
      .where('serviceId', '=', scene.serviceIds[0] ?? '')
      .where('source', '=', 'provider')
      .executeTakeFirstOrThrow();
    const endedAt = startedAt + hours * HOUR_MS;
    await inTransaction(testContext(database.db, clock), async (ctx) => {
      await ctx.db.updateTable('outage').set({ endedAt }).where('id', '=', id).execute();
      await writeOutagePhases(ctx, { outageId: id, phases: [{ startedAt, endedAt, state: 'down', surfaces: [] }] });
      await appendOutageRevision(ctx, { outageId: id, reason: 'secret-reason' });
    });
  }

  test('the month shows what changed, the old figures beside the new, and what is proposed', async () => {
    const text = await admin.text(page);
    expect(text).toContain('an outage of Gmail was corrected');
    expect(text).toMatch(/3\u00a0days[\s\S]*7\u00a0days/);
    expect(text).toContain('4\u00a0days more');
    expect(text).not.toContain('secret-reason');
    expect(await admin.text(`${page}?lang=fr`)).toContain('une panne de Gmail a été corrigée');
  });

  test('the earlier arithmetic stays readable and says that it is the earlier one', async () => {
    const text = await admin.text(`${page}?revision=1&lang=en`);
    expect(text).toContain('This is assessment 1. A later one has taken its place.');
    expect((await admin.fetch(`${page}?revision=9`)).status).toBe(404);
  });

  test('the evidence is downloaded by those whose it is, and by nobody else', async () => {
    const file = `${page}/evidence.zip`;
    const response = await admin.fetch(file);
    expect(response.headers.get('content-type')).toBe('application/zip');
    expect(response.headers.get('cache-control')).toContain('no-store');
    const checked = checkBundle(Buffer.from(await response.arrayBuffer()));
    expect(checked.mistakes).toEqual([]);
    expect(checked.window.assessment.total.credit).toEqual({ unit: 'days', amount: 7 });
    expect(checked.document.ledgerHead).toMatchObject({ seq: 1 });
    expect((await stranger.fetch(file)).status).toBe(404);
    expect((await (await site.asOperator(['incidents', 'tickets'])).fetch(file)).status).toBe(403);
    const desk = `/console/contracts/${scene.contractId}/${scene.month}/evidence.zip`;
    expect((await operator.fetch(desk)).status).toBe(200);
    expect((await admin.fetch(desk)).status).toBe(403);
    expect((await operator.fetch(`/console/contracts/nothing/${scene.month}/evidence.zip`)).status).toBe(404);
  });

  test('an operator with the role money decides on the list of proposals; without a reason nothing is dismissed', async () => {
    const list = await operator.text('/console/proposals');
    const id = /decide=([0-9a-f-]{36})/.exec(list)?.[1] ?? '';
    expect(await operator.text(`/console/proposals?decide=${id}`)).toContain('4\u00a0days more');
    const without = await operator.post(`/console/proposals?do=dismiss&decide=${id}`, { id, reason: ' ' });
    expect(without.status).toBe(422);
    expect(await without.text()).toContain('Say why nothing changes');
    const forged = await admin.post(`/console/proposals?do=accept&decide=${id}`, { id });
    expect(forged.status).toBe(403);
    const accepted = await operator.post(`/console/proposals?do=accept&decide=${id}`, { id });
    expect(accepted.status).toBe(303);
    const key = { contractId: scene.contractId, direction: 'we-owe', unit: 'days', currency: null } as const;
    expect(await findBalance(database.db, key)).toBe(7);
    const twice = await operator.post(`/console/proposals?do=accept&decide=${id}`, { id });
    expect(twice.status).toBe(409);
    expect(await admin.text(`${page}?lang=en`)).toContain('Accepted');
  });
});
