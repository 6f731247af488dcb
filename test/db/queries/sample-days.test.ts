import { expect, test } from 'vitest';
import { noteSamplesChanged } from '#commands/note-samples-changed';
import { listSampleDays } from '#db/queries/sample-days';
import type { SampleDay } from '#domain/credits/evidence-document';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#domain/time';
import { prune } from '#jobs/upkeep/prune';
import { rollUpDue } from '#jobs/upkeep/roll-up';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addCheck, addService } from '#test/support/rows';
import { config } from '#test/support/upkeep';

const DAY = Date.parse('2026-10-01T00:00:00Z');
const { signal } = new AbortController();

onEachDatabase('days of samples', (database) => {
  test('are the same before they are rolled up, after it, and once the samples are pruned', async () => {
    const { db } = database;
    const clock = new TestClock(DAY + 10 * DAY_MS);
    const job = () => ({ ctx: testContext(db, clock), config: config(), signal });
    const serviceId = await addService(db);
    const checks = [await addCheck(db, serviceId, { intervalMs: 20 * MINUTE_MS }), await addCheck(db, serviceId)];
    for (const { no } of checks) {
      const rows = Array.from({ length: 600 }, (_, index) => {
        const state = index % 50 < 3 ? ('down' as const) : ('up' as const);
        return { checkNo: no, at: DAY + index * 20 * MINUTE_MS + no, state, latencyMs: state === 'up' ? 30 : null };
      });
      await db.insertInto('sample').values(rows).execute();
    }
    const span = { startedAt: DAY + 7 * HOUR_MS, endedAt: DAY + 8 * DAY_MS + 7 * HOUR_MS };
    const read = () => listSampleDays(db, [serviceId], span);
    const ofFirst = (days: readonly SampleDay[]) => days.filter(({ checkId }) => checkId === checks[0]?.id);

    const before = await read();
    expect(before).toHaveLength(18);
    expect(ofFirst(before)[0]).toMatchObject({ day: '2026-10-01', up: 66, down: 6, unknown: 0, expected: 72 });
    clock.at = DAY + 3 * DAY_MS + 11 * HOUR_MS;
    await rollUpDue(job());
    expect(await read()).toEqual(before);
    clock.at = DAY + 36 * DAY_MS;
    await rollUpDue(job());
    expect(await read()).toEqual(before);
    await prune(job());
    expect(await read()).toEqual(before);
    const oldest = await db.selectFrom('sample').select('at').orderBy('at').limit(1).executeTakeFirst();
    expect(oldest?.at).toBeGreaterThanOrEqual(DAY + 6 * DAY_MS);

    // Set right on a day that is still there: counted at once, before it is rolled up again.
    const no = checks[0]?.no ?? 0;
    const from = DAY + 7 * DAY_MS;
    await db
      .updateTable('sample')
      .set({ state: 'unknown' })
      .where('checkNo', '=', no)
      .where('at', '>=', from)
      .execute();
    await noteSamplesChanged(testContext(db, clock), { checkNo: no, from });
    const changed = await read();
    expect(ofFirst(changed)[7]).toMatchObject({ day: '2026-10-08', up: 0, down: 0, unknown: 72 });
    await rollUpDue(job());
    expect(await read()).toEqual(changed);
  });
});
