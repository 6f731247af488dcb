import { expect, test } from 'vitest';
import { DAY_MS } from '#domain/time';
import { GAP_CAUSES } from '#domain/watching/judge-probe';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { loadWatchedServices } from '../../src/demo/load-watched-services.ts';
import { seedPast } from '../../src/demo/seed-past.ts';

onEachDatabase('the past of the demo', (database) => {
  test('was measured throughout but for an hour at most', async () => {
    const { db } = database;
    const ctx = testContext(db, new TestClock());
    await loadWatchedServices(ctx, 'http://127.0.0.1:9');
    const [service] = await db.selectFrom('service').select(['id', 'slug', 'providerKey']).limit(1).execute();
    const checks = await db.selectFrom('healthCheck').select('id').execute();
    expect(checks.length).toBeGreaterThan(5);
    await seedPast(ctx, [
      { id: '', slug: '', providerKey: null, ...service, name: 'A', checkIds: checks.map(({ id }) => id) },
    ]);
    const gaps = await db.selectFrom('measurementGap').selectAll().execute();
    expect(gaps).toHaveLength(checks.length);
    for (const { startedAt, endedAt, cause } of gaps) {
      expect(endedAt).not.toBeNull();
      expect((endedAt ?? 0) - startedAt).toBeLessThan(DAY_MS / 24);
      expect(GAP_CAUSES).toContain(cause);
    }
  });
});
