import { randomUUIDv7 } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { sql } from 'kysely';
import type { CommandContext } from '#commands/context';
import { readConfig } from '#config';
import { type Connection, connect } from '#db/connect';
import { migrateToLatest } from '#db/migrate';
import { ROLLUP_MINUTES, type RollupMinutes } from '#domain/rollups/rollup';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#domain/time';
import { prune } from '#jobs/upkeep/prune';
import { rollUpDue } from '#jobs/upkeep/roll-up';
import { addCheck, addService } from '../support/rows.ts';
import { type Figure, scaled } from './figure.ts';

const DAYS = 10;
const START = Date.UTC(2026, 0, 1);
const SAMPLES_A_DAY = 1_440;

/** Rolls up ten days of checks at one a minute, prunes the samples, and measures what is left of a check on disk. */
export async function benchRollups(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'outage-ledger-bench-'));
  const path = join(folder, 'bench.db');
  const connection = connect(`sqlite:${path}`);
  try {
    await migrateToLatest(connection, `sqlite:${path}`);
    const checks = scaled(50);
    const raw = await growth(connection, path, () => addSamples(connection, checks));
    const rolling = await measure(() => rollUpDue(job(connection, START + DAYS * DAY_MS + HOUR_MS)));
    const pruning = await measure(() => prune(job(connection, START + 31 * DAY_MS + DAYS * DAY_MS)));
    const bytes = await bytesOfRows(connection, path);
    const sampleBytes = raw / (checks * DAYS * SAMPLES_A_DAY);
    return [
      { name: 'samples rolled up', value: (checks * DAYS * SAMPLES_A_DAY) / rolling.seconds, unit: '1/s' },
      { name: 'longest pause of the process while rolling up', value: rolling.longestPauseMs, unit: 'ms' },
      { name: 'longest pause of the process while pruning', value: pruning.longestPauseMs, unit: 'ms' },
      ...ROLLUP_MINUTES.map((minutes) => ({
        name: `bytes of ${minutes} minutes rolled up`,
        value: bytes[minutes],
        unit: 'B',
      })),
      ...sizesOfACheck(sampleBytes, bytes),
    ];
  } finally {
    await connection.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Of a check at one a minute, kept as long as an installation keeps it unless told otherwise. */
function sizesOfACheck(sampleBytes: number, bytes: Readonly<Record<RollupMinutes, number>>): Figure[] {
  const kept = 30 * SAMPLES_A_DAY * sampleBytes + 90 * 288 * bytes[5] + 400 * 24 * bytes[60];
  const aYear = 365 * bytes[1_440];
  const rawYear = 365 * SAMPLES_A_DAY * sampleBytes;
  return [
    { name: 'a check: samples, five minutes and hours kept for their time', value: kept / 1_000, unit: 'kB' },
    { name: 'a check: days, for ever, each year', value: aYear / 1_000, unit: 'kB' },
    { name: 'a check: a year of raw samples, for comparison', value: rawYear / 1_000, unit: 'kB' },
    { name: 'what a year adds for ever to a year of raw samples', value: aYear / rawYear, unit: 'ratio' },
  ];
}

function job({ db }: Connection, now: number): Parameters<typeof prune>[0] {
  const ctx: CommandContext = {
    ...{ db, now: () => now, newId: randomUUIDv7 },
    actor: { kind: 'system', id: null, name: 'bench' },
  };
  return { ctx, config: readConfig({}), signal: new AbortController().signal };
}

/** Written in the order of time, as checks write. */
async function addSamples({ db }: Connection, checks: number): Promise<void> {
  const serviceId = await addService(db);
  await db.transaction().execute(async (tx) => {
    for (let index = 0; index < checks; index += 1) await addCheck(tx, serviceId, { intervalMs: MINUTE_MS });
    await sql`
      insert into sample (check_no, at, state, latency_ms)
      with recursive step(i) as (select 0 union all select i + 1 from step where i < ${DAYS * SAMPLES_A_DAY - 1})
      select no, ${START} + i * 60000 + no, 'up', 20 + (i * 7919 + no) % 400 from step cross join health_check order by i`.execute(
      tx,
    );
  });
}

async function measure(
  work: () => Promise<void>,
): Promise<{ readonly seconds: number; readonly longestPauseMs: number }> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const startedAt = performance.now();
  await work();
  delay.disable();
  return { seconds: (performance.now() - startedAt) / 1_000, longestPauseMs: delay.max / 1e6 };
}

async function bytesOfRows({ db }: Connection, path: string): Promise<Record<RollupMinutes, number>> {
  const bytes: Record<RollupMinutes, number> = { 5: 0, 60: 0, 1440: 0 };
  for (const minutes of ROLLUP_MINUTES) {
    await sql`vacuum`.execute(db);
    const before = await sizeOf(db, path);
    const { numDeletedRows } = await db
      .deleteFrom('sampleRollup')
      .where('minutes', '=', minutes)
      .executeTakeFirstOrThrow();
    await sql`vacuum`.execute(db);
    bytes[minutes] = (before - (await sizeOf(db, path))) / Number(numDeletedRows);
  }
  return bytes;
}

async function growth({ db }: Connection, path: string, fill: () => Promise<void>): Promise<number> {
  const before = await sizeOf(db, path);
  await fill();
  return (await sizeOf(db, path)) - before;
}

async function sizeOf(db: Connection['db'], path: string): Promise<number> {
  await sql`pragma wal_checkpoint(truncate)`.execute(db);
  return statSync(path).size;
}
