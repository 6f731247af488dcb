import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { onEachDatabase } from '#test/support/databases';
import { httpTarget, rawTarget, type Target } from '#test/support/http-target';
import { type JobsProcess, startJobsProcess, until } from '#test/support/jobs-process';
import { addCheck, addService } from '#test/support/rows';

const CHECKS = 10;
/** A deadline far longer than a takeover may last: what a dead process claimed must not be held until then. */
const TIMEOUT_MS = 60_000;

onEachDatabase('two processes that run checks', (database) => {
  let target: Target;
  let witness: Target;
  let hang: boolean;
  const hits = new Map<string, number[]>();
  let serviceId: string;
  const processes: JobsProcess[] = [];
  const dataDir = mkdtempSync(join(tmpdir(), 'outage-ledger-workers-'));

  beforeAll(async () => {
    target = await httpTarget((request, response) => {
      const key = request.url ?? '';
      hits.set(key, [...(hits.get(key) ?? []), performance.now()]);
      if (!hang) response.end();
    });
    witness = await rawTarget(() => undefined);
  });
  afterAll(async () => {
    await Promise.all([target.close(), witness.close()]);
    rmSync(dataDir, { recursive: true, force: true });
  });
  beforeEach(async () => {
    hang = false;
    hits.clear();
    await database.db.updateTable('healthCheck').set({ archivedAt: 1 }).execute();
    await database.db.deleteFrom('pollWorker').execute();
    serviceId = await addService(database.db);
  });
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((process) => process.kill()));
  });

  const start = (): JobsProcess => {
    const env = { WITNESSES: `tcp://127.0.0.1:${witness.port}` };
    const process = startJobsProcess({ databaseUrl: database.url, dataDir, env });
    processes.push(process);
    return process;
  };
  const said = (): string => processes.map(({ output }) => output()).join('\n');
  const workers = async (): Promise<number> =>
    (await database.db.selectFrom('pollWorker').select('id').where('aliveUntil', '>', Date.now()).execute()).length;
  const addChecks = async (intervalMs: number): Promise<void> => {
    for (let index = 0; index < CHECKS; index += 1) {
      await addCheck(database.db, serviceId, {
        ...{ target: JSON.stringify({ url: `${target.url}/${index}` }), intervalMs, timeoutMs: TIMEOUT_MS },
        ...{ nextDueAt: Date.now(), state: 'unknown', failAfter: 1, recoverAfter: 1 },
      });
    }
  };

  test('ask each target once per due time', async () => {
    start();
    await until(async () => (await workers()) === 1, 12_000, said);
    start();
    await until(async () => (await workers()) === 2, 12_000, said);
    await addChecks(1_000);
    await until(() => [...hits.values()].flat().length >= CHECKS * 4, 12_000, said);
    for (const times of hits.values()) {
      const between = times.slice(1).map((at, index) => at - (times[index] ?? 0));
      expect(Math.min(...between)).toBeGreaterThan(400);
    }
    const twice = await database.db
      .selectFrom('sample')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    expect(Number(twice.count)).toBeLessThanOrEqual([...hits.values()].flat().length);
  }, 30_000);

  test('one that is killed is replaced within seconds, also in the middle of probes that may last a minute', async () => {
    const first = start();
    await until(async () => (await workers()) === 1, 12_000, said);
    hang = true;
    await addChecks(30_000);
    await until(() => hits.size === CHECKS, 12_000, said);
    start();
    await until(async () => (await workers()) === 2, 12_000, said);
    expect([...hits.values()].flat()).toHaveLength(CHECKS);
    hang = false;
    const killedAt = performance.now();
    await first.kill();
    await until(() => [...hits.values()].every((times) => times.length === 2), 12_000, said);
    const takenOver = Math.max(...[...hits.values()].map((times) => times[1] ?? 0)) - killedAt;
    expect(takenOver).toBeLessThan(8_000);
    process.stdout.write(`takeover after kill -9 (${database.dialect}): ${Math.round(takenOver)} ms\n`);
    await until(
      async () =>
        (
          await database.db
            .selectFrom('healthCheck')
            .select('id')
            .where('archivedAt', 'is', null)
            .where('state', '=', 'up')
            .execute()
        ).length === CHECKS,
    );
  }, 40_000);

  test('one that stood still writes nothing under leases it has lost, and its timeouts are no failures', async () => {
    const first = start();
    await until(async () => (await workers()) === 1, 12_000, said);
    hang = true;
    await addChecks(30_000);
    await database.db.updateTable('healthCheck').set({ timeoutMs: 3_000 }).where('archivedAt', 'is', null).execute();
    await until(() => hits.size === CHECKS, 12_000, said);
    first.child.kill('SIGSTOP');
    hang = false;
    start();
    await until(() => [...hits.values()].every((times) => times.length >= 2), 15_000, said);
    first.child.kill('SIGCONT');
    await sleep(1_500);
    const samples = await database.db
      .selectFrom('sample')
      .innerJoin('healthCheck', 'no', 'checkNo')
      .select(['sample.checkNo', 'sample.state'])
      .where('archivedAt', 'is', null)
      .execute();
    // A check's next slot of the interval may be near: some are seen twice by now.
    expect(new Set(samples.map(({ checkNo }) => checkNo)).size).toBe(CHECKS);
    expect(samples.filter(({ state }) => state !== 'up')).toEqual([]);
    expect(await database.db.selectFrom('outage').select('id').where('serviceId', '=', serviceId).execute()).toEqual(
      [],
    );
  }, 40_000);
});
