import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '#config';
import { connect, type Db } from '#db/connect';
import { migrateToLatest } from '#db/migrate';
import { DAY_MS, MINUTE_MS } from '#domain/time';
import { watchRuns } from '#jobs/probes/watch-run';
import { createLog } from '#lib/log';
import { openAccounts } from '#server/open-accounts';
import { createLocals } from '#server/request-locals';
import { addQuietHistory } from '../support/public-scenes.ts';
import { addCheck } from '../support/rows.ts';
import { type Figure, percentile, scaled } from './figure.ts';
import { fillHistory } from './fill-history.ts';

const SERVICES = 20;
const CHECKS_PER_SERVICE = 5;
const ROUNDS = 201;
const GOAL = 1.2;

interface BuiltSite {
  render(pathname: string): Promise<string>;
  readonly slug: string;
  close(): Promise<void>;
}

/** Pages really rendered through the built site, with one day and with two years of a hundred checks at one a minute, in turns. */
export async function benchHistory(): Promise<Figure[]> {
  const day = await openSite(1);
  const years = await openSite(Math.max(100, scaled(730)));
  try {
    const figures: Figure[] = [];
    for (const [name, path] of [
      ['/', () => '/'],
      ['/services/SLUG', ({ slug }: BuiltSite) => `/services/${slug}`],
    ] as const) {
      const [short, long] = await timeInTurns([() => day.render(path(day)), () => years.render(path(years))]);
      const ratio = long / short;
      figures.push(
        { name: `${name} rendered with 1 day of history`, value: short, unit: 'ms' },
        { name: `${name} rendered with 2 years of history`, value: long, unit: 'ms' },
        { name: `${name}: 2 years to 1 day`, value: ratio, unit: 'ratio', goal: `< ${GOAL}`, reached: ratio < GOAL },
      );
    }
    return figures;
  } finally {
    await day.close();
    await years.close();
  }
}

async function timeInTurns(
  renders: readonly [() => Promise<string>, () => Promise<string>],
): Promise<[number, number]> {
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const index of [0, 1] as const) {
      const start = performance.now();
      await renders[index]();
      // The first rounds warm up.
      if (round >= ROUNDS / 4) times[index].push(performance.now() - start);
    }
  }
  return [percentile(times[0], 50), percentile(times[1], 50)];
}

async function openSite(days: number): Promise<BuiltSite> {
  const folder = mkdtempSync(join(tmpdir(), 'outage-ledger-bench-'));
  const databaseUrl = `sqlite:${join(folder, 'bench.db')}`;
  const connection = connect(databaseUrl);
  await migrateToLatest(connection, databaseUrl);
  const slug = await fill(connection.db, days);
  const config = readConfig({ DATA_DIR: folder, DATABASE_URL: databaseUrl, LOG_LEVEL: 'error' });
  const log = createLog('error');
  const accounts = await openAccounts(config, connection);
  const built = join(import.meta.dirname, '../../dist/server/entry.mjs');
  const pages: { render(request: Request, locals: App.Locals, address: string): Promise<Response> } = await import(
    built
  );
  return {
    slug,
    render: async (pathname) => {
      const locals = createLocals({ config, log, db: connection.db, accounts, watchRun: watchRuns(config) }, '');
      const page = await pages.render(new Request(new URL(pathname, config.publicUrl)), locals, '');
      if (page.status !== 200) throw new Error(`${pathname} answers ${page.status}.`);
      return page.text();
    },
    close: async () => {
      await connection.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Services with outages now and then, checks with lost minutes now and then, and their samples; returns the slug of one with outages. */
async function fill(db: Db, days: number): Promise<string> {
  const now = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  const createdAt = now - days * DAY_MS;
  const serviceIds = await addQuietHistory(db, { services: SERVICES, days, now });
  await db.transaction().execute(async (tx) => {
    for (const serviceId of serviceIds) {
      for (let index = 1; index < CHECKS_PER_SERVICE; index += 1) {
        const seen = { lastSampleAt: now - MINUTE_MS, lastUpAt: now - MINUTE_MS, lastLatencyMs: 100 };
        const check = await addCheck(tx, serviceId, { createdAt, intervalMs: MINUTE_MS, ...seen });
        await addGaps(tx, { checkId: check.id, serviceId, now, days });
      }
    }
  });
  await fillHistory(db, { now, days });
  const [, troubled = ''] = serviceIds;
  const { slug } = await db.selectFrom('service').select('slug').where('id', '=', troubled).executeTakeFirstOrThrow();
  return slug;
}

interface Gaps {
  readonly checkId: string;
  readonly serviceId: string;
  readonly now: number;
  readonly days: number;
}

async function addGaps(db: Db, { checkId, serviceId, now, days }: Gaps): Promise<void> {
  for (let ago = 0.5; ago < days; ago += 7) {
    const startedAt = now - ago * DAY_MS;
    const gap = { checkId, serviceId, startedAt, endedAt: startedAt + 10 * MINUTE_MS, cause: 'connection-lost' };
    await db
      .insertInto('measurementGap')
      .values({ id: `${checkId}-${ago}`, ...gap })
      .execute();
  }
}
