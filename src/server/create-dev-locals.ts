import { type Config, readConfig } from '#config';
import { connect } from '#db/connect';
import { migrateToLatest } from '#db/migrate';
import { createLog } from '#lib/log';
import type { WatchRun } from '#lib/watched-run';
import { openAccounts } from './open-accounts.ts';
import { createLocals } from './request-locals.ts';

/** Opens and migrates the database of the environment, as the process does at its start. */
export async function createDevLocals(
  runnerOf: (config: Config) => WatchRun,
): Promise<(clientAddress: string) => App.Locals> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const connection = connect(config.databaseUrl);
  await migrateToLatest(connection, config.databaseUrl);
  const accounts = await openAccounts(config, connection);
  const shared = { config, log, db: connection.db, accounts, watchRun: runnerOf(config) };
  return (clientAddress) => createLocals(shared, clientAddress);
}
