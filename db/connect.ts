import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import SqliteDatabase from 'better-sqlite3';
import {
  CamelCasePlugin,
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  PostgresDialect,
  type QueryResult,
  SqliteDialect,
  SqliteDriver,
} from 'kysely';
import pg from 'pg';
import type { Database } from './schema.ts';
import { keepStatements } from './sqlite-statements.ts';

export type Db = Kysely<Database>;
export type DialectName = 'sqlite' | 'postgres';

export interface ConnectOptions {
  /** How long one SQLite call may block this thread while another process writes. */
  readonly busyTimeoutMs?: number;
  /** How long a busy SQLite database is tried again, without blocking the thread, before the error is passed on. */
  readonly retryForMs?: number;
  /** Upper bound of PostgreSQL connections. */
  readonly poolSize?: number;
  /** Told about errors of idle PostgreSQL connections; the pool replaces them by itself. */
  readonly onIdleError?: (error: Error) => void;
}

export interface Connection {
  readonly db: Db;
  readonly dialect: DialectName;
  close(): Promise<void>;
}

/** Opens `sqlite:PATH` or `postgres://…`; the only place that knows one from the other. */
export function connect(databaseUrl: string, options: ConnectOptions = {}): Connection {
  return databaseUrl.startsWith('sqlite:')
    ? connectSqlite(databaseUrl.slice('sqlite:'.length), options)
    : connectPostgres(databaseUrl, options);
}

function connectSqlite(path: string, options: ConnectOptions): Connection {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const file = new SqliteDatabase(path, { timeout: options.busyTimeoutMs ?? 5_000 });
  file.pragma('journal_mode = WAL');
  // WAL alone would quietly fall back to synchronous=NORMAL, which may lose the last commits on a power cut.
  file.pragma('synchronous = FULL');
  file.pragma('foreign_keys = ON');
  const synchronous = file.pragma('synchronous', { simple: true });
  if (synchronous !== 2) throw new Error(`SQLite runs with synchronous=${synchronous} instead of FULL (2).`);
  const retryForMs = options.retryForMs ?? 10_000;
  const database = keepStatements(file);
  const dialect = new SqliteDialect({ database });
  dialect.createDriver = () =>
    new WriterDriver({ database }, { retryForMs, isInTransaction: () => file.inTransaction });
  const db = new Kysely<Database>({ dialect, plugins: [new CamelCasePlugin()] });
  return { db, dialect: 'sqlite', close: () => db.destroy() };
}

interface WriterOptions {
  readonly retryForMs: number;
  readonly isInTransaction: () => boolean;
}

/** Begins every transaction as a writer: a deferred one fails at its first write when another process wrote in between. */
class WriterDriver extends SqliteDriver {
  readonly #options: WriterOptions;

  constructor(config: ConstructorParameters<typeof SqliteDriver>[0], options: WriterOptions) {
    super(config);
    this.#options = options;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    return new PatientConnection(await super.acquireConnection(), this.#options.retryForMs);
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  /** A full disk has ended the transaction already: another error in place of that one would hide it. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#options.isInTransaction()) await super.rollbackTransaction(connection);
  }
}

/** Tries a busy database again without blocking the thread; inside a begun transaction SQLite is never busy. */
class PatientConnection implements DatabaseConnection {
  readonly #inner: DatabaseConnection;
  readonly #retryForMs: number;

  constructor(inner: DatabaseConnection, retryForMs: number) {
    this.#inner = inner;
    this.#retryForMs = retryForMs;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const giveUpAt = performance.now() + this.#retryForMs;
    for (let pauseMs = 5; ; pauseMs = Math.min(pauseMs * 2, 80)) {
      try {
        return await this.#inner.executeQuery<R>(query);
      } catch (error) {
        if (!isBusy(error) || performance.now() > giveUpAt) throw error;
        await sleep(pauseMs);
      }
    }
  }

  streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
    return this.#inner.streamQuery<R>(query, chunkSize);
  }
}

function isBusy(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'SQLITE_BUSY' || code === 'SQLITE_BUSY_TIMEOUT' || code === 'SQLITE_BUSY_RECOVERY';
}

function connectPostgres(url: string, options: ConnectOptions): Connection {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.poolSize ?? 10,
    types: {
      // Instants, amounts and counts fit a double exactly (below 2^53).
      getTypeParser: (oid, format) =>
        oid === pg.types.builtins.INT8 || oid === pg.types.builtins.NUMERIC
          ? (text: string) => Number(text)
          : pg.types.getTypeParser(oid, format),
    },
  });
  // Without a listener a restart of the server would end this process.
  pool.on('error', (error) => options.onIdleError?.(error));
  // The pool listens to idle connections alone; one may also break between two statements of a transaction, whose next one fails then.
  pool.on('connect', (client) => client.on('error', () => {}));
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }), plugins: [new CamelCasePlugin()] });
  return { db, dialect: 'postgres', close: () => db.destroy() };
}

/** Which database a handle speaks to; migrations need it where column types differ. */
export function dialectOf(db: Pick<Kysely<unknown>, 'getExecutor'>): DialectName {
  return db.getExecutor().adapter.supportsTransactionalDdl &&
    db.getExecutor().adapter.supportsMultipleConnections !== false
    ? 'postgres'
    : 'sqlite';
}
