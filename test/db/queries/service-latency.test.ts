import { expect, test } from 'vitest';
import { listLatency } from '#db/queries/service-latency';
import { HOUR_MS, MINUTE_MS } from '#domain/time';
import { rollUpDue } from '#jobs/upkeep/roll-up';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addCheck, addService } from '#test/support/rows';

const NOW = Date.parse('2026-11-22T12:13:00Z');
const { signal } = new AbortController();

onEachDatabase('answer times of a service', (database) => {
  test('are those of all its checks, rolled up or written just now, each counted once', async () => {
    const { db } = database;
    const serviceId = await addService(db);
    const slow = await addCheck(db, serviceId);
    const quick = await addCheck(db, serviceId);
    const gone = await addCheck(db, serviceId, { archivedAt: NOW });
    for (let at = NOW - 13 * MINUTE_MS; at < NOW; at += MINUTE_MS) {
      const up = { at, state: 'up' as const };
      const rows = [
        { checkNo: slow.no, latencyMs: 90, ...up },
        { checkNo: quick.no, latencyMs: 10, ...up },
        { checkNo: gone.no, latencyMs: 9_000, ...up },
      ];
      await db.insertInto('sample').values(rows).execute();
    }
    const old = { checkNo: quick.no, at: NOW - 25 * HOUR_MS, state: 'up' as const, latencyMs: 70 };
    await db.insertInto('sample').values(old).execute();
    await rollUpDue({ ctx: testContext(db, new TestClock(NOW)), signal });

    const buckets = await listLatency(db, serviceId, NOW);
    expect(buckets).toHaveLength(48);
    expect(buckets.at(-1)).toEqual({ startedAt: Date.parse('2026-11-22T12:00:00Z'), p50Ms: 10, p95Ms: 90 });
    expect(buckets.slice(0, -1).every(({ p50Ms, p95Ms }) => p50Ms === null && p95Ms === null)).toBe(true);

    // Of what is rolled up, the samples are not read: their loss changes nothing.
    await db.deleteFrom('sample').where('at', '<', Date.parse('2026-11-22T12:05:00Z')).execute();
    expect(await listLatency(db, serviceId, NOW)).toEqual(buckets);
  });

  test('a service that nobody measured has none', async () => {
    const serviceId = await addService(database.db);
    await addCheck(database.db, serviceId);
    expect(await listLatency(database.db, serviceId, NOW)).toEqual([]);
  });
});
