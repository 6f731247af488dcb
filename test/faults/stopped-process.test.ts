import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { onEachDatabase } from '#test/support/databases';
import { httpTarget, rawTarget, type Target } from '#test/support/http-target';
import { startJobsProcess, until } from '#test/support/jobs-process';
import { addCheck, addService } from '#test/support/rows';

onEachDatabase('a process that is stopped for two seconds', (database) => {
  let target: Target;
  let witness: Target;
  let asked = 0;
  let delayMs = 0;
  const dataDir = mkdtempSync(join(tmpdir(), 'outage-ledger-pause-'));

  beforeAll(async () => {
    target = await httpTarget((_request, response) => {
      asked += 1;
      setTimeout(() => response.end(), delayMs);
    });
    witness = await rawTarget(() => undefined);
  });
  afterAll(async () => {
    await Promise.all([target.close(), witness.close()]);
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('takes no answer for late that came while it stood still: no failure, no outage, and it goes on by itself', async () => {
    const env = { WITNESSES: `tcp://127.0.0.1:${witness.port}` };
    const jobs = startJobsProcess({ databaseUrl: database.url, dataDir, env });
    try {
      const serviceId = await addService(database.db);
      for (let index = 0; index < 8; index += 1) {
        await addCheck(database.db, serviceId, {
          ...{ target: JSON.stringify({ url: target.url }), intervalMs: 1_000, timeoutMs: 1_000, recheckMs: 2_000 },
          ...{ nextDueAt: Date.now(), state: 'unknown', failAfter: 1, recoverAfter: 1 },
        });
      }
      const states = async () =>
        (await database.db.selectFrom('sample').select('state').execute()).map(({ state }) => state);
      await until(async () => (await states()).length >= 8, 12_000, jobs.output);
      delayMs = 500;
      const before = asked;
      await until(() => asked >= before + 4, 8_000, jobs.output);
      jobs.child.kill('SIGSTOP');
      await sleep(2_000);
      jobs.child.kill('SIGCONT');
      delayMs = 0;
      const written = (await states()).length;
      await until(async () => (await states()).length >= written + 8, 8_000, jobs.output);
      expect(new Set(await states())).toEqual(new Set(['up']));
      expect(await database.db.selectFrom('outage').select('id').execute()).toEqual([]);
      expect(jobs.output()).toMatch(/stood still/);
    } finally {
      await jobs.kill();
    }
  }, 40_000);
});
