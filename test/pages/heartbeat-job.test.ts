import { afterAll, beforeAll, expect, test } from 'vitest';
import { findHeartbeat } from '#db/queries/heartbeats';
import { onEachDatabase } from '#test/support/databases';
import { addCheck, addService } from '#test/support/rows';
import { startSite, type TestSite } from '#test/support/site';

onEachDatabase('the page of a heartbeat check', (database) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await startSite(database);
  });
  afterAll(() => site.stop());

  test.each(['console', 'catalogue'] as const)(
    'makes the address of a check of the %s, shows it once, and then its calls',
    async (origin) => {
      const target = JSON.stringify({ every: '24h', grace: '1h' });
      const { id } = await addCheck(database.db, await addService(database.db), { kind: 'heartbeat', target, origin });
      const page = `/console/checks/${id}`;
      const operator = await site.asOperator(['incidents']);
      expect(await (await operator.fetch(page)).text()).toContain('It has no address yet');
      const made = await (await operator.post(`${page}?do=address`, {})).text();
      const address = /http:\/\/[\w.:]+\/api\/heartbeat\/[\w-]{43}/.exec(made)?.[0] ?? '';
      expect((await fetch(`${address}/7?message=${encodeURIComponent('<b>disk</b> full')}&duration=2`)).status).toBe(
        200,
      );
      const after = await (await operator.fetch(page)).text();
      expect(after).not.toContain(address.slice(-43));
      expect(after).toContain('&lt;b&gt;disk&lt;/b&gt; full');
      expect(after).toMatch(/Make a new address/);
      expect(await findHeartbeat(database.db, id)).toMatchObject({ exitCode: 7, durationMs: 2_000 });
      const stranger = await site.asOperator(['money']);
      expect((await stranger.post(`${page}?do=address`, {})).status).toBe(403);
    },
  );
});
