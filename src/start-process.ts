import { Worker } from 'node:worker_threads';
import type { CommandContext } from '#commands/context';
import { loadPolicies } from '#commands/load-policies';
import { offerSetup } from '#commands/offer-setup';
import { rememberSite } from '#commands/remember-site';
import { resealCheckSecrets } from '#commands/reseal-check-secrets';
import { type Config, readConfig } from '#config';
import { connect } from '#db/connect';
import { migrateToLatest } from '#db/migrate';
import { openCheckBox } from '#lib/check-secrets/check-box';
import { createLog, type Log } from '#lib/log';
import { newId } from '#lib/new-id';
import { readShippedPolicies } from '#lib/sla-policy-file';
import { openServerSecret } from '#server/server-secret';
import { loadConfiguredCatalogue } from './load-configured-catalogue.ts';

interface Part {
  stop(): Promise<void>;
}

/** Runs the parts that ROLE asks for until SIGTERM or SIGINT; a second signal ends the process at once. */
export async function startProcess(env: NodeJS.ProcessEnv): Promise<void> {
  const config = readOrExit(env);
  const log = createLog(config.logLevel);
  const parts: Part[] = [];
  stopOnSignals(parts, log);
  exitOnStrayErrors(log);
  try {
    await prepareDatabase(config, log);
    if (config.role !== 'jobs') parts.unshift(await serve(config, log));
    if (config.role === 'jobs') parts.unshift(await runJobs(config, log));
    if (config.role === 'all') parts.unshift(startJobsInThread(log));
  } catch (error) {
    exitWithSentence(error, log);
  }
}

function readOrExit(env: NodeJS.ProcessEnv): Config {
  try {
    return readConfig(env);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(2);
  }
}

/** Schema first, then what every process finds there. */
async function prepareDatabase(config: Config, log: Log): Promise<void> {
  const connection = connect(config.databaseUrl);
  try {
    const { applied } = await migrateToLatest(connection, config.databaseUrl);
    if (applied.length > 0) log.info({ applied }, 'database brought up to date');
    const ctx: CommandContext = {
      db: connection.db,
      now: Date.now,
      newId,
      actor: { kind: 'system', id: null, name: 'Outage Ledger' },
    };
    await openServerSecret(ctx, config.dataDir);
    await resealSecrets(ctx, config, log);
    await loadShippedPolicies(ctx, log);
    await loadConfiguredCatalogue(ctx, config, log);
    await rememberSite(ctx, { name: config.siteName, url: config.publicUrl });
    if (config.role !== 'jobs') printSetupLink(await offerSetup(ctx), config);
  } finally {
    await connection.close();
  }
}

async function resealSecrets(ctx: CommandContext, config: Config, log: Log): Promise<void> {
  const { unreadable } = await resealCheckSecrets(ctx, openCheckBox(config));
  if (unreadable.length > 0) log.warn({ checks: unreadable }, 'secrets of these checks open with no key in use');
}

async function loadShippedPolicies(ctx: CommandContext, log: Log): Promise<void> {
  const { created, conflicting } = await loadPolicies(ctx, { policies: readShippedPolicies() });
  if (created.length > 0) log.info({ created }, 'policies loaded');
  if (conflicting.length > 0)
    log.warn({ conflicting }, 'policies stored with other terms: give the changed file a higher version');
}

function printSetupLink(path: string | undefined, config: Config): void {
  if (path === undefined) return;
  console.log(
    `\nNobody can sign in yet. Open this link once to create the first operator:\n\n  ${config.publicUrl}${path}\n`,
  );
}

/** Loaded when wanted, like the jobs below: a process waits for the modules of its own part alone. */
async function serve(config: Config, log: Log): Promise<Part> {
  const [{ startWeb }, { watchRuns }] = await Promise.all([
    import('#server/start-web'),
    import('#jobs/probes/watch-run'),
  ]);
  return startWeb({ config, log, watchRun: watchRuns(config) });
}

async function runJobs(config: Config, log: Log): Promise<Part> {
  const { startJobs } = await import('#jobs/start-jobs');
  return startJobs(config, log);
}

/** A thread of its own keeps slow database writes of the jobs off the web's event loop. */
function startJobsInThread(log: Log): Part {
  const worker = new Worker(new URL('../jobs/thread.ts', import.meta.url));
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  let stopping = false;
  worker.on('error', (error) => log.fatal({ err: error }, 'the jobs thread failed'));
  worker.on('exit', () => {
    // Checks that silently stop running are worse than a restart by the supervisor.
    if (!stopping) process.exit(1);
  });
  return {
    stop: async () => {
      stopping = true;
      worker.postMessage('stop');
      await ended;
    },
  };
}

const DRAIN_MS = 15_000;
/** npm passes a signal on that the whole process group already got: the echo is not an order to hurry. */
const SIGNAL_ECHO_MS = 1_000;

function stopOnSignals(parts: readonly Part[], log: Log): void {
  let stoppingSince: number | undefined;
  const stop = async (signal: string): Promise<void> => {
    if (stoppingSince !== undefined) {
      if (performance.now() - stoppingSince > SIGNAL_ECHO_MS) process.exit(1);
      return;
    }
    stoppingSince = performance.now();
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), DRAIN_MS).unref();
    for (const part of parts) await part.stop();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
}

function exitOnStrayErrors(log: Log): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.fatal({ err: error }, event);
      process.exit(1);
    });
  }
}

function exitWithSentence(error: unknown, log: Log): never {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'migrate' || code === 'config') console.error(error instanceof Error ? error.message : String(error));
  else if (code === 'EADDRINUSE') console.error('The port is in use by another program. Set PORT to a free one.');
  else if (isRefusedAddress(error)) {
    console.error(
      `This process may not listen on the address set by HOST and PORT (${error.code}). Set HOST to one of this machine, and PORT to one that it may use, such as 4321.`,
    );
  } else if (isUnwritable(error)) {
    console.error(
      `${error.path ?? 'The database file'} cannot be written (${error.code}). See DATA_DIR and DATABASE_URL.`,
    );
  } else log.fatal({ err: error }, 'could not start');
  process.exit(1);
}

function isRefusedAddress(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && error.syscall === 'listen';
}

const UNWRITABLE = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOSPC', 'SQLITE_CANTOPEN', 'SQLITE_READONLY'];

function isUnwritable(error: unknown): error is NodeJS.ErrnoException {
  if (!(error instanceof Error && 'code' in error)) return false;
  // The socket of a database server is no file of ours.
  const isConnection = 'syscall' in error && error.syscall === 'connect';
  return !isConnection && UNWRITABLE.some((code) => String(error.code).startsWith(code));
}
