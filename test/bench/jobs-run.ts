import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type Db } from '#db/connect';
import { migrateToLatest } from '#db/migrate';
import { nextDueAt } from '#domain/watching/due-times';
import { addCheck, addService } from '../support/rows.ts';
import type { Usage } from './jobs-process.ts';

const CHECKS_PER_SERVICE = 5;

export interface PlannedChecks {
  readonly name: string;
  readonly count: number;
  readonly intervalMs: number;
  /** How long the target takes to answer. */
  readonly answersAfterMs?: number;
}

export interface JobsRunPlan {
  readonly checks: readonly PlannedChecks[];
  /** Runs that are not measured: the first ones all come at once. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

export interface StartedCheck {
  readonly name: string;
  readonly at: number;
  /** How long after its due time it was started. */
  readonly lateMs: number;
}

export interface JobsRun {
  readonly spawnedAt: number;
  /** Every run of every check, the warm-up left out. */
  readonly started: readonly StartedCheck[];
  /** First start of each check, the warm-up included. */
  readonly firstStarts: readonly number[];
  readonly cpuMs: number;
  readonly mostMemoryBytes: number;
}

/** Starts a jobs process of its own against a target in another process, and reads from the stored samples when each check was started. */
export async function runJobs(plan: JobsRunPlan): Promise<JobsRun> {
  const folder = mkdtempSync(join(tmpdir(), 'outage-ledger-bench-'));
  const databaseUrl = `sqlite:${join(folder, 'bench.db')}`;
  const connection = connect(databaseUrl);
  const target = await startTarget();
  try {
    await migrateToLatest(connection, databaseUrl);
    const planned = await addChecks(connection.db, plan.checks, target.url);
    const spawnedAt = Date.now();
    const jobs = startProcess('jobs-process.ts', {
      ...{ ROLE: 'jobs', LOG_LEVEL: 'error', CATALOGUE: 'none', DATA_DIR: folder, DATABASE_URL: databaseUrl },
      ...{ PROBE_ALLOW_CIDRS: '127.0.0.0/8', WITNESSES: `tcp://127.0.0.1:${target.port}` },
    });
    await sleep(plan.warmUpSeconds * 1_000);
    const before = await usageOf(jobs);
    const from = Date.now();
    await sleep(plan.seconds * 1_000);
    const to = Date.now();
    const after = await usageOf(jobs);
    jobs.send('stop');
    await once(jobs, 'exit');
    const all = await listStarts(connection.db, planned);
    return {
      spawnedAt,
      started: all.filter(({ at }) => at >= from && at < to),
      firstStarts: [...Map.groupBy(all, ({ no }) => no).values()].map((own) => Math.min(...own.map(({ at }) => at))),
      cpuMs: after.cpuMs - before.cpuMs,
      mostMemoryBytes: after.mostMemoryBytes,
    };
  } finally {
    target.stop();
    await connection.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A target in a process of its own, so that what it uses is not ours. */
export async function startTarget(): Promise<{ readonly url: string; readonly port: number; stop(): void }> {
  const child = startProcess('target-process.ts', {});
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { url: `http://127.0.0.1:${port}`, port, stop: () => child.disconnect() };
}

function startProcess(file: string, env: Readonly<Record<string, string>>): ChildProcess {
  return fork(join(import.meta.dirname, file), {
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', ...env },
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
}

async function usageOf(child: ChildProcess): Promise<Usage> {
  child.send('usage');
  const [usage] = (await once(child, 'message')) as [Usage];
  return usage;
}

interface PlannedCheck {
  readonly name: string;
  readonly intervalMs: number;
}

async function addChecks(db: Db, plans: readonly PlannedChecks[], url: string): Promise<Map<number, PlannedCheck>> {
  const planned = new Map<number, PlannedCheck>();
  await db.transaction().execute(async (tx) => {
    let serviceId = '';
    for (const { name, count, intervalMs, answersAfterMs = 0 } of plans) {
      const target = JSON.stringify({ url: answersAfterMs === 0 ? url : `${url}/?after=${answersAfterMs}` });
      for (let index = 0; index < count; index += 1) {
        if (index % CHECKS_PER_SERVICE === 0) serviceId = await addService(tx);
        const row = { target, intervalMs, timeoutMs: 10_000, nextDueAt: 0, failAfter: 5, createdAt: Date.now() };
        planned.set((await addCheck(tx, serviceId, row)).no, { name, intervalMs });
      }
    }
  });
  return planned;
}

async function listStarts(
  db: Db,
  planned: ReadonlyMap<number, PlannedCheck>,
): Promise<(StartedCheck & { readonly no: number })[]> {
  const samples = await db.selectFrom('sample').select(['checkNo', 'at']).execute();
  return samples.flatMap(({ checkNo: no, at }) => {
    const check = planned.get(no);
    if (!check) return [];
    const { name, intervalMs } = check;
    const lateMs = at - (nextDueAt({ no, intervalMs }, at) - intervalMs);
    // A timer may ring in the millisecond before.
    return [{ no, name, at, lateMs: lateMs > intervalMs - 10 ? 0 : lateMs }];
  });
}
