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

  test('a result that the database refuses holds up no other, and whatever a target says can be written', async () => {
    const serviceId = await addService(database.db);
    for (let count = 0; count < 5; count += 1) await addCheck(database.db, serviceId, { nextDueAt: 1 });
    const ctx = testContext(database.db, clock);
    const claimed = (await claimDueChecks(ctx, { limit: RESULTS, graceMs: 60_000 })).slice(-5);
    const stopping = new AbortController();
    const writer = new OutcomeWriter({ ctx, log: createLog('silent'), signal: stopping.signal });
    for (const [index, { id, leaseToken }] of claimed.entries()) {
      const sample = { at: clock.at, state: 'up', gapCause: null } as const;
      const said =
        index === 1 ? ({ cause: 'protocol', detail: 'It said \0.' } as const) : { cause: null, detail: null };
      writer.add({ checkId: id, leaseToken, sample, latencyMs: index === 2 ? 1.5 : 10, ...said });
    }
    const written = async () => {
      const rows = database.db.selectFrom('healthCheck').select(['lastDetail', 'lastSampleAt']);
      return (await rows.where('serviceId', '=', serviceId).execute()).filter((row) => row.lastSampleAt !== null);
    };
    await expect.poll(async () => (await written()).length, { timeout: 20_000, interval: 200 }).toBe(4);
    expect((await written()).map(({ lastDetail }) => lastDetail)).toContain('It said \ufffd.');
    stopping.abort();
    await writer.settled();
  }, 30_000);

  test('results that could not be written at first are written in their order, also behind one that never can be', async () => {
    const serviceId = await addService(database.db);
    const no: Record<string, number> = {};
    for (const slug of ['refused', 'a', 'b', 'c']) {
      const check = await addCheck(database.db, serviceId, { slug, nextDueAt: 1 });
      no[slug] = check.no;
    }
    const ctx = testContext(database.db, clock);
    const claimed = await claimDueChecks(ctx, { limit: RESULTS, graceMs: 60_000 });
    const stopping = new AbortController();
    let isAway = true;
    const written: string[] = [];
    const away: KyselyPlugin = {
      transformQuery: ({ node }) => {
        if (isAway) throw new Error('the database is away');
        return node;
      },
      transformResult: async ({ result }) => result,
    };
    const writer = new OutcomeWriter({
      ctx: { ...ctx, db: database.db.withPlugin(away) },
      log: createLog('silent'),
      signal: stopping.signal,
    });
    for (const slug of ['refused', 'a', 'b', 'c']) {
      const check = claimed.find((one) => one.slug === slug && one.serviceId === serviceId);
      if (!check) throw new Error('It was not claimed.');
      const { id, leaseToken } = check;
      const sample = { at: clock.at, state: 'up', gapCause: null } as const;
      const latencyMs = slug === 'refused' ? 1.5 : 10;
      writer.add({ checkId: id, leaseToken, sample, latencyMs, cause: null, detail: null });
    }
    await expect.poll(() => writer.isStuck, { timeout: 10_000 }).toBe(true);
    isAway = false;
    const look = async () => {
      const rows = database.db.selectFrom('healthCheck').select(['slug', 'lastSampleAt']);
      const seen = await rows.where('serviceId', '=', serviceId).where('lastSampleAt', 'is not', null).execute();
      written.push(
        ...seen
          .map(({ slug }) => slug)
          .filter((slug) => !written.includes(slug))
          .toSorted(),
      );
      return written.length;
    };
    await expect.poll(look, { timeout: 10_000, interval: 5 }).toBe(3);
    expect(written).toEqual(['a', 'b', 'c']);
    stopping.abort();
    await writer.settled();
  }, 30_000);

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
