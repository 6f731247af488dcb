import type { CommandContext } from '#commands/context';
import { type Config, readConfig } from '#config';
import { type Connection, connect } from '#db/connect';
import { migrateToLatest } from '#db/migrate';
import { newId } from '#lib/new-id';

export interface CommandLineWork {
  readonly ctx: CommandContext;
  readonly config: Config;
  readonly connection: Connection;
}

/** Opens the database of the environment for one command and closes it afterwards. */
export async function withContext<T>(work: (opened: CommandLineWork) => Promise<T>): Promise<T> {
  const config = readConfig(process.env);
  const connection = connect(config.databaseUrl);
  try {
    await migrateToLatest(connection, config.databaseUrl);
    const actor = { kind: 'cli', id: null, name: 'command line' } as const;
    const ctx: CommandContext = { db: connection.db, now: Date.now, newId, actor };
    return await work({ ctx, config, connection });
  } finally {
    await connection.close();
  }
}
