import { expect, test } from 'vitest';
import { remindOfCredits } from '#commands/remind-of-credits';
import { findContractUnderPolicy } from '#db/queries/credit-evidence';
import { listCreditMonths } from '#db/queries/credit-windows';
import { createLog } from '#lib/log';
import { addClaimScene, askFor, type ClaimScene } from '#test/support/claim-scene';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addMember, addOrganization } from '#test/support/tickets';
import { remindOfLapses } from '../../jobs/upkeep/remind-of-credits.ts';

const system = { kind: 'system', id: null, name: 'Outage Ledger' } as const;

onEachDatabase('reminders before a credit lapses', (database) => {
  async function remind(scene: ClaimScene, at: string): Promise<number> {
    const ctx = testContext(database.db, new TestClock(at), system);
    const found = await findContractUnderPolicy(database.db, 'every-organization', scene.contractId);
    if (!found) throw new Error('no contract');
    const months = await listCreditMonths(database.db, found, { now: ctx.now(), limit: 4 });
    return remindOfCredits(ctx, { table: { ...found, months }, soloMode: false });
  }

  test('fourteen, seven and two days before the date every admin gets one letter, however many processes look', async () => {
    const org = await addOrganization(database.db);
    await addMember(database.db, org, 'admin');
    const scene = await addClaimScene(database.db, { organizationId: org });
    expect(await remind(scene, '2026-11-15T08:00:00Z')).toBe(0);
    const runs = await Promise.all(Array.from({ length: 10 }, () => remind(scene, '2026-11-16T08:00:00Z')));
    expect(runs.reduce((sum, one) => sum + one, 0)).toBe(1);
    expect(await remind(scene, '2026-11-20T08:00:00Z')).toBe(0);
    expect(await remind(scene, '2026-11-23T08:00:00Z')).toBe(1);
    expect(await remind(scene, '2026-11-28T08:00:00Z')).toBe(1);
    expect(await remind(scene, '2026-12-01T08:00:00Z')).toBe(0);
    const letters = await database.db
      .selectFrom('delivery')
      .select('message')
      .where('organizationId', '=', org)
      .execute();
    expect(letters).toHaveLength(3);
    expect(JSON.parse(letters[0]?.message ?? '').subject).toMatch(/lapses/);
  });

  test('a date half a year away is reminded of as well', async () => {
    const org = await addOrganization(database.db);
    await addMember(database.db, org, 'admin');
    const readings = [{ anchor: 'window-end', days: 180, count: null }] as const;
    const terms = { claim: { automatic: false, readings, evidence: [] } };
    const scene = await addClaimScene(database.db, { organizationId: org, terms });
    const job = (at: string) =>
      remindOfLapses({
        ctx: testContext(database.db, new TestClock(at), system),
        config: { soloMode: false },
        log: createLog('silent'),
        signal: new AbortController().signal,
      });
    const reminders = () =>
      database.db.selectFrom('creditReminder').select('askBy').where('contractId', '=', scene.contractId).execute();
    await job('2027-04-10T06:10:00Z');
    expect(await reminders()).toEqual([]);
    await job('2027-04-20T06:10:00Z');
    expect(await reminders()).toEqual([{ askBy: '2027-04-29' }]);
  });

  test('what was asked for is not reminded of', async () => {
    const scene = await addClaimScene(database.db);
    await askFor(scene);
    expect(await remind(scene, '2026-11-28T08:00:00Z')).toBe(0);
  });
});
