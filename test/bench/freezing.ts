import { randomUUIDv7 } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { CommandContext } from '#commands/context';
import { type Connection, connect, type Db } from '#db/connect';
import { migrateToLatest } from '#db/migrate';
import { BatchReader } from '#db/queries/batch-evidence';
import { arithmeticInput, assessInput } from '#domain/credits/closed-window';
import { firstWindow } from '#domain/credits/next-window';
import { HOUR_MS, MINUTE_MS } from '#domain/time';
import { assessWindows } from '#jobs/upkeep/assess-windows';
import { createLog } from '#lib/log';
import { shippedPolicy } from '#test/support/sla';
import { addCheck, addContract, addOutage, addService } from '../support/rows.ts';
import type { Figure } from './figure.ts';

interface FreezingFigures {
  readonly contracts: number;
  readonly services: number;
  readonly seconds: number;
  readonly windowsPerSecond: number;
  /** The arithmetic of the same window over the same evidence in memory, contract after contract, on one core. */
  readonly inMemoryPerSecond: number;
  readonly ratio: number;
  readonly bytesPerWindow: number;
  /** Of contracts that share nothing: each began at another instant of the window. */
  readonly unsharedPerSecond: number;
  readonly unsharedRatio: number;
}

const SERVICES = 17;
const OCTOBER = Date.UTC(2026, 9, 1);
const NOVEMBER = Date.UTC(2026, 10, 1);
const START = NOVEMBER + HOUR_MS;

/** Freezes one month of so many contracts over seventeen services, and of a twentieth as many that have nothing in common. */
async function benchFreezing(contracts = 20_000): Promise<FreezingFigures> {
  const dir = mkdtempSync(join(tmpdir(), 'outage-ledger-bench-'));
  const path = join(dir, 'ledger.db');
  const connection = connect(`sqlite:${path}`);
  try {
    await migrateToLatest(connection, `sqlite:${path}`);
    const { db } = connection;
    const serviceIds = await addServices(db);
    const policyId = await addPolicy(db, serviceIds);
    await addContracts(db, { count: contracts, policyId, serviceIds, startsAt: () => OCTOBER });
    const before = await sizeOf(connection, path);
    const seconds = await freezeAll(db, contracts);
    const bytesPerWindow = ((await sizeOf(connection, path)) - before) / contracts;
    const inMemoryPerSecond = await rateInMemory(db);
    const unshared = Math.ceil(contracts / 20);
    const startsAt = (index: number): number => OCTOBER + (index + 1) * MINUTE_MS;
    await addContracts(db, { count: unshared, policyId, serviceIds, startsAt });
    const unsharedPerSecond = unshared / (await freezeAll(db, contracts + unshared));
    const windowsPerSecond = contracts / seconds;
    return {
      ...{ contracts, services: SERVICES, seconds, windowsPerSecond, inMemoryPerSecond, bytesPerWindow },
      ...{ ratio: windowsPerSecond / inMemoryPerSecond, unsharedPerSecond },
      unsharedRatio: unsharedPerSecond / inMemoryPerSecond,
    };
  } finally {
    await connection.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

export async function freezingFigures(): Promise<Figure[]> {
  const found = await benchFreezing();
  const { contracts, services, seconds, windowsPerSecond, inMemoryPerSecond, ratio } = found;
  return [
    { name: `${contracts} contracts × ${services} services frozen`, value: seconds, unit: 's' },
    { name: 'windows frozen, what contracts share worked out once', value: windowsPerSecond, unit: '1/s' },
    { name: 'the same arithmetic in memory, contract after contract', value: inMemoryPerSecond, unit: '1/s' },
    { name: 'frozen to in memory', value: ratio, unit: 'ratio', goal: '≥ 1', reached: ratio >= 1 },
    { name: 'windows frozen of contracts that share nothing', value: found.unsharedPerSecond, unit: '1/s' },
    {
      name: 'those to in memory',
      value: found.unsharedRatio,
      unit: 'ratio',
      goal: '≥ 0.3',
      reached: found.unsharedRatio >= 0.3,
    },
    { name: 'bytes per frozen window on SQLite', value: found.bytesPerWindow, unit: 'B' },
  ];
}

async function addServices(db: Db): Promise<string[]> {
  const ids: string[] = [];
  const names = shippedPolicy('google-workspace').terms.services.covered.map(({ name }) => name);
  for (const name of names.slice(0, SERVICES)) {
    const id = await addService(db, { name });
    ids.push(id);
    await addCheck(db, id, { createdAt: OCTOBER - HOUR_MS });
    for (let index = 0; index < 3; index += 1) {
      const startedAt = OCTOBER + (index * 7 + 1) * 24 * HOUR_MS;
      const source = index === 2 ? 'declared' : 'measured';
      await addOutage(db, id, { source, startedAt, endedAt: startedAt + (20 + index * 30) * MINUTE_MS });
    }
  }
  return ids;
}

async function addPolicy(db: Db, serviceIds: readonly string[]): Promise<string> {
  const policy = shippedPolicy('google-workspace');
  const seed = await addContract(db, 'seed', serviceIds, { startsAt: NOVEMBER * 2, terms: policy.terms });
  const row = await db.selectFrom('contract').select('policyId').where('id', '=', seed).executeTakeFirstOrThrow();
  return row.policyId;
}

async function addContracts(
  db: Db,
  input: {
    readonly count: number;
    readonly policyId: string;
    readonly serviceIds: readonly string[];
    readonly startsAt: (index: number) => number;
  },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (let index = 0; index < input.count; index += 1) {
      const id = randomUUIDv7();
      const { policyId } = input;
      const startsAt = input.startsAt(index);
      await tx
        .insertInto('contract')
        .values({ id, organizationId: 'o', direction: 'we-owe', counterparty: 'C', policyId, startsAt, createdAt: 0 })
        .execute();
      const rows = input.serviceIds.map((serviceId) => ({ contractId: id, serviceId }));
      await tx.insertInto('contractService').values(rows).execute();
    }
  });
}

/** Tick after tick until every contract has its window; returns the seconds it took. */
async function freezeAll(db: Db, contracts: number): Promise<number> {
  const ctx: CommandContext = {
    db,
    now: () => START,
    newId: randomUUIDv7,
    actor: { kind: 'system', id: null, name: 'bench' },
  };
  const startedAt = performance.now();
  for (let frozen = 0; frozen < contracts; ) {
    await assessWindows({ ctx, log: createLog('silent'), signal: new AbortController().signal });
    const { count } = await db
      .selectFrom('slaAssessment')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    if (count === frozen) throw new Error(`Only ${count} of ${contracts} windows were frozen.`);
    frozen = count;
  }
  return (performance.now() - startedAt) / 1_000;
}

/** The same arithmetic over evidence that is in memory already, nothing read or written. */
async function rateInMemory(db: Db): Promise<number> {
  const reader = new BatchReader(db);
  const rows = await db.selectFrom('contract').select('id').where('startsAt', '=', OCTOBER).limit(1).execute();
  const [contract] = await reader.contracts(rows.map(({ id }) => id));
  if (!contract) throw new Error('There is no contract.');
  const named = firstWindow(contract.policy.terms.window, contract);
  const evidence = await reader.evidence(contract, named.window);
  const startedAt = performance.now();
  let count = 0;
  while (performance.now() - startedAt < 2_000) {
    assessInput(arithmeticInput(evidence, { ...named, now: START }));
    count += 1;
  }
  return (count * 1_000) / (performance.now() - startedAt);
}

async function sizeOf({ db }: Connection, path: string): Promise<number> {
  await sql`pragma wal_checkpoint(truncate)`.execute(db);
  return statSync(path).size;
}
