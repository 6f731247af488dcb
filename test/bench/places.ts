import { randomUUIDv7 } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addPlace } from '#commands/add-place';
import { assignPlacesOfNew } from '#commands/assign-places';
import { type CommandContext, inTransaction } from '#commands/context';
import { recordSamples } from '#commands/record-samples';
import { connect } from '#db/connect';
import { migrateToLatest } from '#db/migrate';
import { HOUR_MS } from '#domain/time';
import { createLog } from '#lib/log';
import { MOST_RESULTS, PROBE_PATH, SERVER_TIME_HEADER } from '#lib/probe-protocol';
import { ProbeApi } from '#server/probe-api/probe-api';
import { NO_SECRETS } from '../support/check-secrets.ts';
import { addCheck, addService } from '../support/rows.ts';
import { type Figure, scaled } from './figure.ts';

const CHECKS = 100;
const PLACES = ['Paris', 'Lyon'];
const INTERVAL_MS = 30_000;

/**
 * What two agents tell of a hundred checks, over HTTP and judged on what both agree, in turns with as many samples that were measured
 * here, every one durable (SQLite, synchronous=FULL).
 */
export async function benchPlaces(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'outage-ledger-bench-'));
  const url = `sqlite:${join(folder, 'bench.db')}`;
  const connection = connect(url);
  const actor = { kind: 'system', id: null, name: 'bench' } as const;
  const ctx: CommandContext = { db: connection.db, now: Date.now, newId: randomUUIDv7, actor };
  const api = new ProbeApi({ ctx, log: createLog('silent'), secrets: NO_SECRETS, sampleRetentionDays: 30 });
  const server = createServer((req, res) => {
    void api.answer(req, res, { pathname: req.url ?? '', clientAddress: '127.0.0.1' });
  });
  try {
    await migrateToLatest(connection, url);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const agents = await addAgents(ctx, server);
    const local = await addChecks(ctx);
    const looks = scaled(20);
    const [told, here] = [[] as number[], [] as number[]];
    let at = Date.now() - HOUR_MS;
    for (let round = 0; round < 3; round += 1) {
      const times = Array.from({ length: looks }, (_, index) => at + index * INTERVAL_MS);
      at += looks * INTERVAL_MS;
      told.push(await rateOf(agents.results(times), (all) => agents.tell(all)));
      here.push(await rateOf(samplesOf(local, times), (all) => record(ctx, all)));
    }
    const [toldPerSecond, herePerSecond] = [Math.max(...told), Math.max(...here)];
    return [
      { name: 'results of two places, judged together, durable', value: toldPerSecond, unit: '1/s' },
      { name: 'samples measured here, durable', value: herePerSecond, unit: '1/s' },
      { name: 'results of places to samples from here', value: toldPerSecond / herePerSecond, unit: 'ratio' },
    ];
  } finally {
    server.close();
    await connection.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function rateOf<T>(all: readonly T[], write: (all: readonly T[]) => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await write(all);
  return Math.round((all.length / (performance.now() - startedAt)) * 1_000);
}

interface Result {
  readonly token: string;
  readonly checkId: string;
  readonly at: number;
}

async function addAgents(ctx: CommandContext, server: Server) {
  const places: { readonly id: string; readonly token: string }[] = [];
  for (const name of PLACES) places.push(await addPlace(ctx, { name }));
  const checkIds = await addChecks(ctx);
  const choice = { placeIds: places.map(({ id }) => id), agreeCount: null };
  for (const id of checkIds) await inTransaction(ctx, (tx) => assignPlacesOfNew(tx, id, choice));
  await ctx.db.updateTable('checkPlace').set({ since: 0 }).execute();
  await ctx.db.updateTable('healthCheck').set({ agreedFrom: 0 }).where('id', 'in', checkIds).execute();
  const { port } = server.address() as AddressInfo;
  return {
    results: (times: readonly number[]): Result[] =>
      places.flatMap(({ token }, place) =>
        times.flatMap((time) => checkIds.map((checkId) => ({ token, checkId, at: time + place }))),
      ),
    tell: async (all: readonly Result[]): Promise<void> => {
      for (const [token, own] of Map.groupBy(all, (result) => result.token)) {
        for (let from = 0; from < own.length; from += MOST_RESULTS) {
          await tell(port, token, own.slice(from, from + MOST_RESULTS));
        }
      }
    },
  };
}

async function tell(port: number, token: string, own: readonly Result[]): Promise<void> {
  const results = own.map(({ checkId, at }) => ({
    ...{ checkId, at, state: 'up', gapCause: null, latencyMs: 12, cause: null, detail: null },
  }));
  const response = await fetch(`http://127.0.0.1:${port}${PROBE_PATH}/results`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ sentAt: Date.now(), waiting: 0, results }),
  });
  const answer: { readonly recorded?: number } = await response.json();
  if (answer.recorded === own.length) return;
  const serverTime = response.headers.get(SERVER_TIME_HEADER);
  throw new Error(`Not all results were taken at ${serverTime}: ${JSON.stringify(answer).slice(0, 300)}`);
}

async function addChecks({ db, now }: CommandContext): Promise<string[]> {
  const serviceId = await addService(db);
  const ids: string[] = [];
  for (let index = 0; index < CHECKS; index += 1) {
    ids.push((await addCheck(db, serviceId, { intervalMs: INTERVAL_MS, createdAt: now() - HOUR_MS })).id);
  }
  return ids;
}

/** As many samples as the places tell: each moment is one of each place. */
function samplesOf(ids: readonly string[], times: readonly number[]): Omit<Result, 'token'>[] {
  return times.flatMap((time) =>
    PLACES.flatMap((_, index) => ids.map((checkId) => ({ checkId, at: time + index * (INTERVAL_MS / 2) }))),
  );
}

/** One batch for each moment, as many as there are checks: a check has one run at a time. */
async function record(ctx: CommandContext, all: readonly Omit<Result, 'token'>[]): Promise<void> {
  for (let from = 0; from < all.length; from += CHECKS) {
    const leaseToken = ctx.newId();
    await ctx.db.updateTable('healthCheck').set({ leaseToken }).where('polledFrom', '=', 'here').execute();
    const outcomes = all.slice(from, from + CHECKS).map(({ checkId, at }) => ({
      ...{ checkId, leaseToken, latencyMs: 12, cause: null, detail: null },
      sample: { at, state: 'up', gapCause: null } as const,
    }));
    const { recorded } = await recordSamples(ctx, { outcomes });
    if (recorded !== outcomes.length) throw new Error(`Only ${recorded} samples were taken.`);
  }
}
