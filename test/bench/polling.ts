import { randomUUIDv7 } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { CommandContext } from '#commands/context';
import { type Connection, connect } from '#db/connect';
import { migrateToLatest } from '#db/migrate';
import { CheckPoller } from '#jobs/pollers/check-poller';
import { checkPolicy } from '#lib/address-policy';
import { createLog } from '#lib/log';
import { NO_SECRETS } from '#test/support/check-secrets';
import { addCheck, addService } from '../support/rows.ts';
import { runBareLoop } from './bare-loop.ts';
import type { Figure } from './figure.ts';

const CHECKS = 10_000;
const CONCURRENCY = 500;

/**
 * Runs ten thousand checks against one local target with every sample durable (SQLite, synchronous=FULL), in turns with undici
 * alone on the same target, and measures the size of samples on disk.
 */
export async function benchPolling(): Promise<Figure[]> {
  const server = createServer((_request, response) => response.end('ok'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const dir = mkdtempSync(join(tmpdir(), 'outage-ledger-bench-'));
  const path = join(dir, 'ledger.db');
  const connection = connect(`sqlite:${path}`);
  try {
    await migrateToLatest(connection, `sqlite:${path}`);
    const serviceId = await addService(connection.db);
    for (let index = 0; index < CHECKS; index += 1) {
      await addCheck(connection.db, serviceId, { target: JSON.stringify({ url }), intervalMs: 60_000, nextDueAt: 0 });
    }
    const own: number[] = [];
    const bare: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      bare.push((await runBareLoop(url, { requests: CHECKS, atOnce: CONCURRENCY })).perSecond);
      own.push(await rateOfPoller(connection));
    }
    const [checksPerSecond, barePerSecond] = [Math.max(...own), Math.max(...bare)];
    const bytesPerSample = await measureSamples(connection, path);
    const ratio = checksPerSecond / barePerSecond;
    return [
      { name: 'checks with durable samples', value: checksPerSecond, unit: '1/s' },
      { name: 'bare undici loop on the same target', value: barePerSecond, unit: '1/s' },
      { name: 'checks to bare loop', value: ratio, unit: 'ratio', goal: '≥ 0.5', reached: ratio >= 0.5 },
      {
        ...{ name: 'bytes per sample on SQLite', value: bytesPerSample, unit: 'B' },
        ...{ goal: '< 24', reached: bytesPerSample < 24 },
      },
    ];
  } finally {
    await connection.close();
    server.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function rateOfPoller(connection: Connection): Promise<number> {
  const ctx: CommandContext = {
    db: connection.db,
    now: Date.now,
    newId: randomUUIDv7,
    actor: { kind: 'system', id: null, name: 'bench' },
  };
  await connection.db.updateTable('healthCheck').set({ nextDueAt: 0 }).execute();
  const poller = new CheckPoller({
    ...NO_SECRETS,
    ctx,
    log: createLog('silent'),
    signal: new AbortController().signal,
    policy: checkPolicy(['127.0.0.0/8']),
    witnesses: { canBeAsked: true, ask: async () => 'working' },
  });
  const startedAt = performance.now();
  // More are due than a process takes at once: it goes on until none is.
  while (await isAnyDue(connection)) {
    await poller.tick();
    await poller.settled();
  }
  return rate(startedAt);
}

async function isAnyDue({ db }: Connection): Promise<boolean> {
  const due = await db.selectFrom('healthCheck').select('id').where('nextDueAt', '=', 0).limit(1).executeTakeFirst();
  return due !== undefined;
}

/** A month of one check a minute for a hundred checks, written in the order of time. */
async function measureSamples({ db }: Connection, path: string): Promise<number> {
  await sql`pragma wal_checkpoint(truncate)`.execute(db);
  const before = statSync(path).size;
  const rows = 100 * 3_000;
  await sql`
    with recursive step(i) as (select 0 union all select i + 1 from step where i < ${rows - 1})
    insert into sample (check_no, at, state, latency_ms)
    select no, 1795000000000 + (i / 100) * 60000 + no, 'up', 20 + i % 400
    from step join (select no, row_number() over (order by no) - 1 as k from health_check limit 100) on k = i % 100`.execute(
    db,
  );
  await sql`pragma wal_checkpoint(truncate)`.execute(db);
  return (statSync(path).size - before) / rows;
}

function rate(startedAt: number): number {
  return Math.round((CHECKS / (performance.now() - startedAt)) * 1_000);
}
