import { CompiledQuery, type KyselyPlugin } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '#config';
import type { Db } from '#db/connect';
import { TIMETABLE } from '#jobs/timetable';
import { createLog } from '#lib/log';
import { TestClock, testContext } from '#test/support/context';
import { type OpenedDatabase, openDatabase } from '#test/support/databases';
import { addCheck, addService } from '#test/support/rows';
import { recordPlayed } from '#test/support/watching';

/** Every ten seconds or more often. */
const FREQUENT = /^(\*|\*\/\d) /;
/** Scans by their partial indexes look at nothing else than what is open or untold. */
const SCAN_OF_HISTORY =
  /^SCAN (outage|incident|outage_alert|incident_update|sample|delivery|notice)\b(?!.*(outage_open_measured|incident_open|outage_alert_untold))/;

let opened: OpenedDatabase;
beforeAll(async () => {
  opened = await openDatabase('sqlite');
});
afterAll(() => opened.drop());

/** Keeps each statement that runs, with its parameters. */
function keeping(db: Db, statements: Map<string, readonly unknown[]>): KyselyPlugin {
  return {
    transformQuery({ node, queryId }) {
      const { sql, parameters } = db.getExecutor().compileQuery(node, queryId);
      statements.set(sql, parameters);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
}

test('what runs every few seconds looks at what is open, however much has been', async () => {
  const { db } = opened.connection;
  const statements = new Map<string, readonly unknown[]>();
  const clock = new TestClock();
  const ctx = testContext(db, clock);
  const config = readConfig({ CATALOGUE: 'none', DATABASE_URL: 'sqlite::memory:' });
  const job = {
    ctx: { ...ctx, db: db.withPlugin(keeping(db, statements)) },
    config,
    log: createLog('silent'),
    signal: new AbortController().signal,
    outlive: () => undefined,
  };
  const serviceId = await addService(db, { flapMs: 600_000 });
  const { id: checkId } = await addCheck(db, serviceId, { failAfter: 1, recoverAfter: 1, intervalMs: 3_600_000 });
  const jobs = TIMETABLE.filter(({ name, cron }) => FREQUENT.test(cron) && !/^poll-/.test(name));
  for (const state of ['up', 'down', 'up', 'down', 'up', 'down'] as const) {
    clock.advance(60_000);
    await recordPlayed(ctx, [{ checkId, at: clock.at, state }]);
    for (const { run } of jobs) await run(job);
  }
  expect(statements.size).toBeGreaterThan(20);
  const scans: string[] = [];
  for (const [statement, parameters] of statements) {
    const plan = CompiledQuery.raw(`explain query plan ${statement}`, [...parameters]);
    const { rows } = await db.executeQuery<{ readonly detail: string }>(plan);
    if (rows.some(({ detail }) => SCAN_OF_HISTORY.test(detail))) scans.push(statement);
  }
  expect(scans).toEqual([]);
});
