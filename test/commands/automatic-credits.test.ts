import { randomUUIDv7 } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { grantAutomaticCredits } from '#commands/grant-automatic-credits';
import { grantWindow } from '#commands/grant-window';
import { requestCredit } from '#commands/request-credit';
import { findAffectedCredit } from '#db/queries/affected-credits';
import type { PolicyTerms } from '#domain/sla/policy';
import { TestClock, testContext } from '#test/support/context';
import { addCreditRequest, adminOf, daysTerms, OCTOBER, treasurer } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { addManyScene, POLICIES } from '#test/support/many-scene';
import { addCheck, addContract, addService } from '#test/support/rows';
import { assessWindows } from '../../jobs/upkeep/assess-windows.ts';

onEachDatabase('credits the terms give by themselves', (database) => {
  const clock = new TestClock();
  const ctx = () => testContext(database.db, clock);
  const signal = new AbortController().signal;
  const failures: unknown[] = [];
  const log = { info: () => undefined, error: (found: unknown) => failures.push(found) };

  const freeze = () => assessWindows({ ctx: ctx(), log: log as never, signal });
  const grant = () => grantAutomaticCredits(ctx(), { signal, onFailure: (_, error) => failures.push(error) });
  const entries = (contractIds: readonly string[]) =>
    database.db
      .selectFrom('creditEntry')
      .innerJoin('creditRequest as request', 'request.id', 'creditEntry.requestId')
      .select(['creditEntry.amount', 'creditEntry.windowStart', 'request.origin'])
      .where('creditEntry.contractId', 'in', [...contractIds])
      .execute();

  describe('after a window is frozen', () => {
    test('are granted once, whoever runs the job how often', async () => {
      const scene = await addManyScene(database.db, { counts: { automatic: 3, days: 1 } });
      await freeze();
      await Promise.all([grant(), grant()]);
      await grant();
      expect(failures).toEqual([]);
      expect(await entries(scene.contracts.automatic)).toEqual(
        Array(3).fill({ amount: 3, windowStart: OCTOBER, origin: 'automatic' }),
      );
      expect(await entries(scene.contracts.days)).toEqual([]);
    });

    test('are not granted a second time when the window is assessed again', async () => {
      const scene = await addManyScene(database.db, { counts: { automatic: 1 } });
      const [contractId = ''] = scene.contracts.automatic;
      await freeze();
      await grant();
      await database.db
        .updateTable('automaticCredit')
        .set({ dueAt: clock.now() })
        .where('contractId', '=', contractId)
        .execute();
      await grant();
      expect(await entries([contractId])).toHaveLength(1);
    });

    test('leave what the customer has asked for to a person', async () => {
      const scene = await addManyScene(database.db, { counts: { automatic: 1 } });
      const [contractId = ''] = scene.contracts.automatic;
      const { organizationId } = await database.db
        .selectFrom('contract')
        .select('organizationId')
        .where('id', '=', contractId)
        .executeTakeFirstOrThrow();
      const admin = testContext(database.db, clock, adminOf(organizationId));
      const claim = { contractId, month: '2026-10', serviceIds: [scene.serviceId], note: '', ticketNo: null };
      await requestCredit(admin, { ...claim, lang: 'en' });
      await freeze();
      await grant();
      expect(await entries([contractId])).toEqual([]);
    });

    test('are never granted by us on a contract under which a provider owes them', async () => {
      const scene = await addManyScene(database.db, { counts: { automatic: 1 } });
      const [contractId = ''] = scene.contracts.automatic;
      await database.db.updateTable('contract').set({ direction: 'owed-to-us' }).where('id', '=', contractId).execute();
      await freeze();
      expect(await grant()).toBe(0);
      expect(await entries([contractId])).toEqual([]);
    });
  });

  test('are not granted for windows from before the contract was entered', async () => {
    const scene = await addManyScene(database.db, { counts: { automatic: 1 } });
    const [contractId = ''] = scene.contracts.automatic;
    const createdAt = Date.parse('2026-11-03T00:00:00Z');
    await database.db.updateTable('contract').set({ createdAt }).where('id', '=', contractId).execute();
    await freeze();
    await grant();
    expect(await entries([contractId])).toEqual([]);
  });

  describe('by the version of the terms in force', () => {
    async function addVersion(contractId: string, terms: PolicyTerms): Promise<void> {
      const own = await database.db
        .selectFrom('contract')
        .innerJoin('slaPolicy', 'slaPolicy.id', 'contract.policyId')
        .select('slaPolicy.key')
        .where('contract.id', '=', contractId)
        .executeTakeFirstOrThrow();
      const version = { id: randomUUIDv7(), key: own.key, version: 2, effectiveFrom: '2026-10-01', name: 'Second' };
      await database.db
        .insertInto('slaPolicy')
        .values({ ...version, terms: JSON.stringify(terms), createdAt: 0 })
        .execute();
      await database.db.updateTable('contract').set({ policyChoice: 'follows' }).where('id', '=', contractId).execute();
    }

    test('are granted where a later version began to give them', async () => {
      const scene = await addManyScene(database.db, { counts: { days: 1 } });
      await addVersion(scene.contracts.days[0] ?? '', POLICIES.automatic);
      await freeze();
      await grant();
      expect(failures).toEqual([]);
      expect((await entries(scene.contracts.days)).filter(({ windowStart }) => windowStart === OCTOBER)).toEqual([
        { amount: 3, windowStart: OCTOBER, origin: 'automatic' },
      ]);
    });

    test('are not granted where a later version has to be asked', async () => {
      const scene = await addManyScene(database.db, { counts: { automatic: 1 } });
      await addVersion(scene.contracts.automatic[0] ?? '', POLICIES.days);
      await freeze();
      await grant();
      expect(await entries(scene.contracts.automatic)).toEqual([]);
    });
  });

  describe('in a window that no record speaks of, under terms that take unknown time for downtime', () => {
    const terms = (automatic: boolean): PolicyTerms =>
      daysTerms({
        downtime: { ...daysTerms().downtime, unknown: 'down' },
        claim: { automatic, readings: [], evidence: [] },
      });

    async function addUnmeasured(automatic: boolean) {
      const serviceId = await addService(database.db);
      await addCheck(database.db, serviceId, { createdAt: Date.parse('2026-11-05T00:00:00Z') });
      const contractId = await addContract(database.db, randomUUIDv7(), [serviceId], {
        terms: terms(automatic),
        startsAt: OCTOBER,
      });
      return { serviceId, contractId };
    }

    test('are never granted by themselves', async () => {
      const { contractId, serviceId } = await addUnmeasured(true);
      await freeze();
      const october = { contractId, month: '2026-10', serviceIds: [serviceId] };
      const row = await findAffectedCredit(database.db, october, clock.now());
      expect(row).toMatchObject({ automatic: true, verdict: 'not-owed' });
      expect(row?.services).toMatchObject([{ amount: 0, free: false }]);
      await grant();
      expect(await entries([contractId])).toEqual([]);
      const due = await database.db
        .selectFrom('automaticCredit')
        .select('contractId')
        .where('contractId', '=', contractId)
        .execute();
      expect(due).toEqual([]);
    });

    test('are not granted in one step for many, though somebody asked', async () => {
      const { contractId, serviceId } = await addUnmeasured(false);
      const { organizationId } = await database.db
        .selectFrom('contract')
        .select('organizationId')
        .where('id', '=', contractId)
        .executeTakeFirstOrThrow();
      await addCreditRequest(database.db, { organizationId, contractId, items: { [serviceId]: 15 } });
      const operator = testContext(database.db, clock, treasurer());
      const place = { contractId, month: '2026-10', serviceIds: [serviceId], reason: 'Sorry.' };
      await expect(grantWindow(operator, { ...place, origin: 'offered' })).rejects.toMatchObject({ code: 'conflict' });
      expect(await entries([contractId])).toEqual([]);
    });
  });

  test('the results of a frozen window stand beside it service by service', async () => {
    const scene = await addManyScene(database.db, { counts: { days: 1, unsure: 1, lenient: 1 } });
    await freeze();
    const lines = await database.db
      .selectFrom('slaAssessment as assessment')
      .innerJoin('assessmentLine as line', 'line.bodyId', 'assessment.bodyId')
      .select(['assessment.contractId', 'line.verdict', 'line.unit', 'line.amount', 'line.lapsesAt'])
      .where('line.serviceId', '=', scene.serviceId)
      .where('assessment.windowStart', '=', OCTOBER)
      .execute();
    const of = (ids: readonly string[]) => lines.find(({ contractId }) => ids.includes(contractId));
    const lapsesAt = Date.parse('2026-12-31T00:00:00Z');
    expect(of(scene.contracts.days)).toMatchObject({ verdict: 'owed', unit: 'days', amount: 3, lapsesAt });
    expect(of(scene.contracts.unsure)).toMatchObject({ verdict: 'depends', amount: 3 });
    expect(of(scene.contracts.lenient)).toMatchObject({ verdict: 'not-owed', amount: 0, lapsesAt: null });
  });
});
