import { describe, expect, test } from 'vitest';
import { grantAutomaticCredits } from '#commands/grant-automatic-credits';
import { requestCredit } from '#commands/request-credit';
import { TestClock, testContext } from '#test/support/context';
import { adminOf, OCTOBER } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { addManyScene } from '#test/support/many-scene';
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
