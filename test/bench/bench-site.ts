import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '#config';
import { connect, type Db } from '#db/connect';
import { migrateToLatest } from '#db/migrate';
import { watchRuns } from '#jobs/probes/watch-run';
import { createLog } from '#lib/log';
import { startWeb } from '#server/start-web';
import { freePort } from '../support/global-setup.ts';

/** Runs `work` against the site on a fresh SQLite file that `fill` filled. */
export async function withSite<T>(fill: (db: Db) => Promise<void>, work: (url: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'outage-ledger-bench-'));
  const databaseUrl = `sqlite:${join(folder, 'bench.db')}`;
  try {
    const connection = connect(databaseUrl);
    await migrateToLatest(connection, databaseUrl);
    await fill(connection.db);
    await connection.close();
    const port = await freePort();
    const config = readConfig({ PORT: String(port), DATA_DIR: folder, DATABASE_URL: databaseUrl, LOG_LEVEL: 'error' });
    const web = await startWeb({ config, log: createLog(config.logLevel), watchRun: watchRuns(config) });
    try {
      return await work(`http://127.0.0.1:${port}`);
    } finally {
      await web.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
