import { randomUUIDv7 } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Connection, connect } from '#db/connect';
import { migrateToLatest } from '#db/migrate';
import { listOutages } from '#db/queries/outages';
import { CheckPoller } from '#jobs/pollers/check-poller';
import { checkPolicy } from '#lib/address-policy';
import { createLog } from '#lib/log';
import { NO_SECRETS } from '#test/support/check-secrets';
import { SYSTEM } from '#test/support/context';
import { DIALECTS } from '#test/support/databases';
import { loadEmbeddedPostgres } from '#test/support/embedded-postgres';
import { freePort } from '#test/support/global-setup';
import { httpTarget } from '#test/support/http-target';
import { listWrittenGaps } from '#test/support/measurement-gaps';
import { addCheck, addService } from '#test/support/rows';

const EVER = { startedAt: 0, endedAt: Number.MAX_SAFE_INTEGER };
const dir = mkdtempSync(join(tmpdir(), 'outage-ledger-restart-'));
const endings: (() => unknown)[] = [() => rmSync(dir, { recursive: true, force: true })];
afterAll(async () => {
  for (const end of endings.toReversed()) await end();
});

async function startServer() {
  chmodSync(dir, 0o755);
  const Postgres = await loadEmbeddedPostgres(dir);
  const port = await freePort();
  const server = new Postgres({
    ...{ databaseDir: join(dir, 'postgres'), user: 'postgres', password: 'postgres', port, persistent: true },
    ...{ createPostgresUser: process.getuid?.() === 0, onLog: () => undefined, onError: () => undefined },
    initdbFlags: ['--no-sync'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'fsync=off'],
  });
  await server.initialise();
  await server.start();
  endings.push(() => server.stop());
  return { server, url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres` };
}

async function pollBy(connection: Connection) {
  const stopping = new AbortController();
  const ctx = { db: connection.db, now: Date.now, newId: randomUUIDv7, actor: SYSTEM };
  const poller = new CheckPoller({
    ...{ ...NO_SECRETS, ctx, log: createLog('silent'), signal: stopping.signal },
    ...{ policy: checkPolicy(['127.0.0.0/8']), witnesses: { canBeAsked: true, ask: async () => 'working' } },
  });
  const failures: unknown[] = [];
  const ticking = setInterval(() => void poller.tick().catch((error: unknown) => failures.push(error)), 300);
  endings.push(async () => {
    clearInterval(ticking);
    stopping.abort();
    await poller.settled();
  });
  return failures;
}

test.runIf(DIALECTS.includes('postgres'))(
  'while the database is restarted nothing is invented: the time is unknown, and watching goes on by itself',
  async () => {
    const { server, url } = await startServer();
    const connection = connect(url, { onIdleError: () => undefined });
    endings.push(() => connection.close());
    await migrateToLatest(connection, url);
    const target = await httpTarget((_request, response) => void response.end());
    endings.push(() => target.close());
    const serviceId = await addService(connection.db);
    for (let index = 0; index < 10; index += 1) {
      await addCheck(connection.db, serviceId, {
        ...{ target: JSON.stringify({ url: target.url }), intervalMs: 1_000, timeoutMs: 1_000, failAfter: 1 },
        ...{ nextDueAt: Date.now(), createdAt: Date.now(), state: 'unknown' },
      });
    }
    const failures = await pollBy(connection);
    const seen = async () => (await connection.db.selectFrom('sample').select(['at', 'state']).execute()).length;
    await expect.poll(seen, { timeout: 20_000 }).toBeGreaterThan(20);
    await server.stop();
    const stoppedAt = Date.now();
    await expect.poll(() => failures.length, { timeout: 20_000, interval: 100 }).toBeGreaterThan(8);
    await server.start();
    const startedAt = Date.now();
    const before = await seen();
    await expect.poll(seen, { timeout: 30_000 }).toBeGreaterThan(before + 20);
    expect(await listOutages(connection.db, [serviceId], EVER)).toEqual([]);
    const samples = await connection.db.selectFrom('sample').select('state').distinct().execute();
    expect(samples).toEqual([{ state: 'up' }]);
    for (const gap of await listWrittenGaps(connection.db, [serviceId])) {
      expect(gap.cause).toBe('not-running');
      expect(gap.startedAt).toBeGreaterThan(stoppedAt - 5_000);
      expect(gap.endedAt).toBeLessThan(startedAt + 15_000);
    }
  },
  90_000,
);
