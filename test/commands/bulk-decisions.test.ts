import { describe, expect, test } from 'vitest';
import { appealCreditRequest } from '#commands/appeal-credit-request';
import { confirmBulkDecision } from '#commands/confirm-bulk-decision';
import { confirmCreditDecision } from '#commands/confirm-credit-decision';
import type { CommandContext } from '#commands/context';
import { continueBulkDecisions } from '#commands/continue-bulk-decisions';
import { decideCreditRequest } from '#commands/decide-credit-request';
import { declineClaims } from '#commands/decline-claims';
import { grantWindow } from '#commands/grant-window';
import { noteEvidenceChange } from '#commands/note-evidence-change';
import { type BulkChoice, prepareBulkDecision } from '#commands/prepare-bulk-decision';
import { requestCredit } from '#commands/request-credit';
import { listAffectedCredits } from '#db/queries/affected-credits';
import { type BulkItem, listBulkItems } from '#db/queries/bulk-decisions';
import { CLAIM_RULES_KEY } from '#db/queries/claim-rules';
import { findCreditRequest } from '#db/queries/credit-requests';
import { findIncidentReach } from '#db/queries/incident-reach';
import { keyOfAffected } from '#domain/credits/many/affected';
import { sumAffected } from '#domain/credits/many/sum-affected';
import type { BulkAction } from '#domain/words';
import { runAssessments } from '#test/support/assessments';
import { TestClock, testContext } from '#test/support/context';
import { adminOf, OCTOBER } from '#test/support/credits';
import { onEachDatabase, type TestDatabase } from '#test/support/databases';
import { addManyScene, type ManyScene, type PolicyName } from '#test/support/many-scene';
import { addOperator } from '#test/support/people-rows';

const REASON = 'Gmail could not be reached for an hour.';
const never = new AbortController().signal;

onEachDatabase('one step for many contracts', (database: TestDatabase) => {
  const clock = new TestClock();
  const system = (): CommandContext => testContext(database.db, clock);
  let serial = 0;

  async function treasurer(): Promise<CommandContext> {
    serial += 1;
    const id = await addOperator(database.db, { email: `money-${serial}@example.com`, roles: ['money'] });
    return testContext(database.db, clock, { kind: 'operator', id, name: `Operator ${serial}`, roles: ['money'] });
  }

  async function rowsOf(scene: ManyScene) {
    const reach = await findIncidentReach(database.db, scene.incidentId);
    return listAffectedCredits(database.db, { hits: reach?.hits ?? [], now: clock.now() });
  }

  async function prepare(ctx: CommandContext, scene: ManyScene, action: BulkAction, over: Partial<BulkChoice> = {}) {
    const keys = (await rowsOf(scene)).map(keyOfAffected);
    return prepareBulkDecision(ctx, { incidentId: scene.incidentId, action, reason: REASON, keys, ...over });
  }

  async function run(failures: unknown[] = []): Promise<void> {
    await continueBulkDecisions(system(), { signal: never, onFailure: (_, error) => failures.push(error) });
  }

  async function step(ctx: CommandContext, scene: ManyScene, action: BulkAction): Promise<BulkItem[]> {
    const { id } = await prepare(ctx, scene, action);
    await confirmBulkDecision(ctx, { id });
    await run();
    return listBulkItems(database.db, id);
  }

  async function grantsOf(scene: ManyScene, name: PolicyName): Promise<number[]> {
    if (scene.contracts[name].length === 0) return [];
    const rows = await database.db
      .selectFrom('creditEntry')
      .select(['contractId', 'amount'])
      .where('contractId', 'in', [...scene.contracts[name]])
      .execute();
    return rows.map(({ amount }) => amount);
  }

  const of = (items: readonly BulkItem[], scene: ManyScene, name: PolicyName): BulkItem[] =>
    items.filter(({ contractId }) => scene.contracts[name].includes(contractId));

  describe('the list of an incident', () => {
    test('says what each contract is owed by its own terms, in both directions', async () => {
      const scene = await addManyScene(database.db, {
        counts: { days: 3, shares: 2, lenient: 1, unsure: 2, provider: 1 },
      });
      const [weOwe, owedToUs] = sumAffected(await rowsOf(scene));
      expect(weOwe).toMatchObject({
        contracts: 8,
        byVerdict: { owed: 5, depends: 2, 'not-owed': 1 },
        owed: [{ unit: 'days', value: 9 }],
        shares: 2,
      });
      expect(owedToUs).toMatchObject({ direction: 'owed-to-us', contracts: 1, owed: [{ unit: 'days', value: 3 }] });
    });

    test('leaves out a contract that began after the incident or covers another service', async () => {
      const scene = await addManyScene(database.db, { counts: { days: 3 } });
      const [later = '', other = ''] = scene.contracts.days;
      await database.db
        .updateTable('contract')
        .set({ startsAt: Date.parse('2026-10-20T00:00:00Z') })
        .where('id', '=', later)
        .execute();
      await database.db.deleteFrom('contractService').where('contractId', '=', other).execute();
      expect((await rowsOf(scene)).map(({ contractId }) => contractId)).toEqual([scene.contracts.days[2]]);
    });

    test('gives an incident over the end of a month two windows for a contract', async () => {
      const startedAt = Date.parse('2026-09-30T23:30:00Z');
      const scene = await addManyScene(database.db, { counts: { days: 1 }, startedAt });
      expect((await rowsOf(scene)).map(({ month }) => month)).toEqual(['2026-09', '2026-10']);
    });
  });

  describe('a grant', () => {
    test('leaves a contract that is being worked out again waiting, says so, and goes on with it then', async () => {
      const scene = await addManyScene(database.db, { counts: { days: 2 } });
      await runAssessments(database.db, clock);
      const operator = await treasurer();
      const { id } = await prepare(operator, scene, 'grant');
      const [changed = ''] = scene.contracts.days;
      const cause = { kind: 'contract', change: 'fee' } as const;
      await noteEvidenceChange(system(), { of: { contractId: changed }, startedAt: OCTOBER, endedAt: null, cause });
      await confirmBulkDecision(operator, { id });
      await run();
      const before = (await listBulkItems(database.db, id)).filter(({ contractId }) => contractId === changed);
      expect(before).toMatchObject([{ state: 'waiting', sentence: expect.stringMatching(/goes on by itself/) }]);
      expect(await grantsOf(scene, 'days')).toEqual([3]);
      await runAssessments(database.db, clock);
      await run();
      expect(await grantsOf(scene, 'days')).toEqual([3, 3]);
      expect((await listBulkItems(database.db, id)).map(({ state, sentence }) => [state, sentence])).toEqual([
        ['done', null],
        ['done', null],
      ]);
    });

    test('gives each contract what its own terms say, once, with a claim, an entry and an audit line of its own', async () => {
      const scene = await addManyScene(database.db, { counts: { days: 4, shares: 2, lenient: 1, automatic: 1 } });
      const items = await step(await treasurer(), scene, 'grant');
      expect(await grantsOf(scene, 'days')).toEqual([3, 3, 3, 3]);
      expect(await grantsOf(scene, 'shares')).toEqual([100_000, 100_000]);
      expect(await grantsOf(scene, 'lenient')).toEqual([]);
      expect(await grantsOf(scene, 'automatic')).toEqual([3]);
      expect(of(items, scene, 'lenient')).toMatchObject([{ state: 'refused', planned: 'refuse' }]);
      const nos = items.flatMap(({ requestNos }) => requestNos);
      expect(new Set(nos).size).toBe(7);
      const audit = await database.db
        .selectFrom('auditEntry')
        .select('organizationId')
        .where('action', '=', 'grant-credit')
        .where(
          'organizationId',
          'in',
          items.map(({ organizationId }) => organizationId),
        )
        .execute();
      expect(new Set(audit.map(({ organizationId }) => organizationId)).size).toBe(7);
    });

    test('does nothing before it is confirmed, and nothing more when confirmed twice', async () => {
      const scene = await addManyScene(database.db, { counts: { days: 2 } });
      const ctx = await treasurer();
      const { id } = await prepare(ctx, scene, 'grant');
      await run();
      expect(await grantsOf(scene, 'days')).toEqual([]);
      const presses = await Promise.all([confirmBulkDecision(ctx, { id }), confirmBulkDecision(ctx, { id })]);
      expect(presses.toSorted()).toEqual(['confirmed', 'confirmed-before']);
      await run();
      await run();
      expect(await confirmBulkDecision(ctx, { id })).toBe('confirmed-before');
      expect(await grantsOf(scene, 'days')).toEqual([3, 3]);
    });

    test('answers a claim that waits instead of opening a second one', async () => {
      const scene = await addManyScene(database.db, { counts: { days: 1 } });
      const [row] = await rowsOf(scene);
      if (!row) throw new Error('There is one contract.');
      const admin = testContext(database.db, clock, adminOf(row.organizationId));
      const claim = { contractId: row.contractId, month: row.month, serviceIds: [scene.serviceId] };
      const { no } = await requestCredit(admin, { ...claim, note: '', ticketNo: null, lang: 'fr' });
      const [item] = await step(await treasurer(), scene, 'grant');
      expect(item).toMatchObject({ outcome: 'granted', requestNos: [no], doneAmount: 3 });
      expect(await grantsOf(scene, 'days')).toEqual([3]);
    });

    test('above the set sum waits for a second operator, who finds an ordinary claim', async () => {
      const scene = await addManyScene(database.db, { counts: { days: 1, shares: 1 } });
      const value = JSON.stringify({ secondAbove: { days: 2, percent: null, money: null } });
      await database.db.insertInto('setting').values({ key: CLAIM_RULES_KEY, value, updatedAt: 0 }).execute();
      const items = await step(await treasurer(), scene, 'grant');
      await database.db.deleteFrom('setting').where('key', '=', CLAIM_RULES_KEY).execute();
      expect(of(items, scene, 'days')).toMatchObject([{ planned: 'second', outcome: 'second', doneAmount: 3 }]);
      expect(await grantsOf(scene, 'days')).toEqual([]);
      expect(await grantsOf(scene, 'shares')).toEqual([100_000]);
    });

    test.each([
      // Three days of 300 euros are 29.03, a tenth is 30.00.
      ['between both', 2_950, ['do', 'second']],
      ['below both', 2_902, ['second', 'second']],
      ['above both', 3_000, ['do', 'do']],
    ])('a sum in money %s is foretold for days and percentages, and kept', async (_, money, planned) => {
      const scene = await addManyScene(database.db, { counts: { days: 1, shares: 1 } });
      const value = JSON.stringify({ secondAbove: { days: null, percent: null, money } });
      await database.db.insertInto('setting').values({ key: CLAIM_RULES_KEY, value, updatedAt: 0 }).execute();
      const items = await step(await treasurer(), scene, 'grant');
      await database.db.deleteFrom('setting').where('key', '=', CLAIM_RULES_KEY).execute();
      const both = [...of(items, scene, 'days'), ...of(items, scene, 'shares')];
      expect(both.map((item) => item.planned)).toEqual(planned);
      const outcomes = planned.map((plan) => (plan === 'do' ? 'granted' : 'second'));
      expect(both.map(({ outcome }) => outcome)).toEqual(outcomes);
    });

    test('above the set sum is confirmed by another operator than who let the step go on', async () => {
      const scene = await addManyScene(database.db, { counts: { days: 1 } });
      const value = JSON.stringify({ secondAbove: { days: 2, percent: null, money: null } });
      await database.db.insertInto('setting').values({ key: CLAIM_RULES_KEY, value, updatedAt: 0 }).execute();
      const first = await treasurer();
      const [item] = await step(first, scene, 'grant');
      await database.db.deleteFrom('setting').where('key', '=', CLAIM_RULES_KEY).execute();
      const no = item?.requestNos[0] ?? 0;
      await expect(confirmCreditDecision(first, { no })).rejects.toMatchObject({ code: 'forbidden' });
      expect(await grantsOf(scene, 'days')).toEqual([]);
      await confirmCreditDecision(await treasurer(), { no });
      expect(await grantsOf(scene, 'days')).toEqual([3]);
    });

    test('is refused where the sum changed since the preview', async () => {
      const scene = await addManyScene(database.db, { counts: { days: 1 } });
      const ctx = await treasurer();
      const { id } = await prepare(ctx, scene, 'grant');
      const longer = { endedAt: Date.parse('2026-10-06T09:00:00Z') };
      await database.db.updateTable('outage').set(longer).where('serviceId', '=', scene.serviceId).execute();
      const outages = database.db.selectFrom('outage').select('id').where('serviceId', '=', scene.serviceId);
      await database.db.updateTable('outagePhase').set(longer).where('outageId', 'in', outages).execute();
      await confirmBulkDecision(ctx, { id });
      await run();
      expect(await listBulkItems(database.db, id)).toMatchObject([
        { state: 'refused', sentence: expect.stringContaining('3\u00a0days to 7\u00a0days') },
      ]);
      expect(await grantsOf(scene, 'days')).toEqual([]);
    });

    test('leaves out, with a sentence, a contract that somebody granted since the preview', async () => {
      const scene = await addManyScene(database.db, { counts: { days: 2 } });
      const ctx = await treasurer();
      const { id } = await prepare(ctx, scene, 'grant');
      const [first = ''] = scene.contracts.days;
      const place = { contractId: first, month: '2026-10', serviceIds: [scene.serviceId] };
      await grantWindow(await treasurer(), { ...place, reason: REASON, origin: 'offered' });
      await confirmBulkDecision(ctx, { id });
      await run();
      const items = await listBulkItems(database.db, id);
      expect(items.find(({ contractId }) => contractId === first)).toMatchObject({
        state: 'refused',
        sentence: 'It is granted already.',
      });
      expect(await grantsOf(scene, 'days')).toEqual([3, 3]);
    });

    test('leaves an appeal to a person, granted or declined at first', async () => {
      const scene = await addManyScene(database.db, { counts: { days: 2 } });
      const [contractId = ''] = scene.contracts.days;
      const { organizationId } = await database.db
        .selectFrom('contract')
        .select('organizationId')
        .where('id', '=', contractId)
        .executeTakeFirstOrThrow();
      const admin = testContext(database.db, clock, adminOf(organizationId));
      const place = { contractId, month: '2026-10', serviceIds: [scene.serviceId], note: '', ticketNo: null } as const;
      const { no } = await requestCredit(admin, { ...place, lang: 'en' });
      const items = (await findCreditRequest(database.db, 'every-organization', no))?.items ?? [];
      const amounts = Object.fromEntries(items.map(({ id }) => [id, 1]));
      await decideCreditRequest(await treasurer(), { no, decision: 'approve', amounts, reason: 'A part of it.' });
      await appealCreditRequest(admin, { no, body: 'It was down for longer.', lang: 'en' });
      const row = (await rowsOf(scene)).find((one) => one.contractId === contractId);
      expect(row?.state).toBe('appeal');
      for (const action of ['grant', 'decline'] as const) {
        const { id } = await prepare(await treasurer(), scene, action);
        const item = (await listBulkItems(database.db, id)).find((one) => one.contractId === contractId);
        expect(item).toMatchObject({
          planned: 'refuse',
          plannedAmount: 0,
          sentence: expect.stringMatching(/^An appeal waits/),
        });
      }
      const declined = declineClaims(await treasurer(), { ...place, reason: REASON });
      await expect(declined).rejects.toMatchObject({ message: expect.stringMatching(/^An appeal waits/) });
      expect(await grantsOf(scene, 'days')).toEqual([1]);
    });

    test('is not done any more once the operator lost the role', async () => {
      const scene = await addManyScene(database.db, { counts: { days: 2 } });
      const ctx = await treasurer();
      const { id } = await prepare(ctx, scene, 'grant');
      await confirmBulkDecision(ctx, { id });
      await database.db.deleteFrom('operatorRole').where('userId', '=', ctx.actor.id).execute();
      await run();
      expect((await listBulkItems(database.db, id)).map(({ state }) => state)).toEqual(['refused', 'refused']);
      expect(await grantsOf(scene, 'days')).toEqual([]);
    });

    test('is never made to a provider, and an incidents operator cannot prepare one', async () => {
      const scene = await addManyScene(database.db, { counts: { provider: 1, days: 1 } });
      const items = await step(await treasurer(), scene, 'grant');
      expect(of(items, scene, 'provider')).toMatchObject([{ planned: 'refuse', state: 'refused' }]);
      const other = testContext(database.db, clock, { kind: 'operator', id: 'x', name: 'X', roles: ['incidents'] });
      await expect(prepare(other, scene, 'grant')).rejects.toMatchObject({ code: 'forbidden' });
    });
  });

  test('a step that asks opens one claim against each provider', async () => {
    const scene = await addManyScene(database.db, { counts: { provider: 3, days: 1 } });
    const items = await step(await treasurer(), scene, 'ask');
    expect(of(items, scene, 'provider').map(({ outcome }) => outcome)).toEqual(['asked', 'asked', 'asked']);
    expect(of(items, scene, 'days')).toMatchObject([{ state: 'refused' }]);
    const { id } = await prepare(await treasurer(), scene, 'ask');
    expect((await listBulkItems(database.db, id)).every(({ state }) => state === 'refused')).toBe(true);
    await expect(confirmBulkDecision(await treasurer(), { id })).rejects.toMatchObject({ code: 'conflict' });
  });

  test('a step that declines answers only what was asked', async () => {
    const scene = await addManyScene(database.db, { counts: { days: 2 } });
    const [row] = await rowsOf(scene);
    if (!row) throw new Error('There are two contracts.');
    const admin = testContext(database.db, clock, adminOf(row.organizationId));
    const claim = { contractId: row.contractId, month: row.month, serviceIds: [scene.serviceId] };
    await requestCredit(admin, { ...claim, note: '', ticketNo: null, lang: 'en' });
    const items = await step(await treasurer(), scene, 'decline');
    expect(items.map(({ state }) => state).toSorted()).toEqual(['done', 'refused']);
    expect((await rowsOf(scene)).map(({ state }) => state).toSorted()).toEqual(['declined', 'nobody-asked']);
  });
});
