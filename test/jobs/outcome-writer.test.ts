import { setTimeout as sleep } from 'node:timers/promises';
import { InsertQueryNode, type KyselyPlugin } from 'kysely';
import { expect, test } from 'vitest';
import { claimDueChecks } from '#commands/claim-due-checks';
import { keepWorker } from '#commands/keep-worker';
import { OutcomeWriter } from '#jobs/pollers/outcome-writer';
import { createLog } from '#lib/log';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addCheck, addService } from '#test/support/rows';

const RESULTS = 60;

onEachDatabase('writing results', (database) => {
  const clock = new TestClock();

  test('results that trickle in share their commits, and none is lost', async () => {
    const serviceId = await addService(database.db);
    for (let count = 0; count < RESULTS; count += 1) await addCheck(database.db, serviceId, { nextDueAt: 0 });
    const ctx = testContext(database.db, clock);
    const claimed = await claimDueChecks(ctx, { limit: RESULTS, graceMs: 60_000 });
    let writes = 0;
    const counting: KyselyPlugin = {
      transformQuery: ({ node }) => {
        if (InsertQueryNode.is(node)) writes += 1;
        return node;
      },
      transformResult: async ({ result }) => result,
    };
    const writer = new OutcomeWriter({
      ctx: { ...ctx, db: database.db.withPlugin(counting) },
      log: createLog('silent'),
      signal: new AbortController().signal,
    });
    for (const { id, leaseToken } of claimed) {
      const sample = { at: clock.at, state: 'up', gapCause: null } as const;
      writer.add({ checkId: id, leaseToken, sample, latencyMs: 10, cause: null, detail: null });
      await sleep(1);
    }
    expect(writer.size).toBeGreaterThan(0);
    await writer.settled();
    expect(writer.size).toBe(0);
    expect(await database.db.selectFrom('sample').select('at').execute()).toHaveLength(RESULTS);
    expect(writes).toBeLessThan(RESULTS / 4);
  });

  test('a process too busy to say that it lives does not take from itself what it is at work on; others do', async () => {
    const serviceId = await addService(database.db);
    const { id } = await addCheck(database.db, serviceId, { nextDueAt: 1 });
    const ctx = testContext(database.db, clock);
    const claim = (workerId: string) => claimDueChecks(ctx, { limit: RESULTS, graceMs: 60_000, workerId });
    await keepWorker(ctx, { workerId: 'busy', forMs: 4_000 });
    expect((await claim('busy')).map((check) => check.id)).toContain(id);
    clock.advance(5_000);
    expect((await claim('busy')).map((check) => check.id)).not.toContain(id);
    expect((await claim('other')).map((check) => check.id)).toContain(id);
  });
});
