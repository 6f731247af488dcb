import { readConfig } from '#config';
import { connect } from '#db/connect';
import { migrateToLatest } from '#db/migrate';
import { createLog } from '#lib/log';
import { openAccounts } from './open-accounts.ts';
import { createLocals } from './request-locals.ts';

/** Opens and migrates the database of the environment, as the process does at its start. */
export async function createDevLocals(): Promise<(clientAddress: string) => App.Locals> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const connection = connect(config.databaseUrl);
  await migrateToLatest(connection, config.databaseUrl);
  const accounts = await openAccounts(config, connection);
  return (clientAddress) => createLocals({ config, log, db: connection.db, accounts }, clientAddress);
}
