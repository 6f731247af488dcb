import { witnesses } from '#jobs/pollers/witnesses';
import { checkPolicy } from '#lib/address-policy';
import { createLog, type Log } from '#lib/log';
import packageFile from '../../package.json' with { type: 'json' };
import { ProbeAgent } from './agent.ts';
import { type AgentOptions, readOptions } from './options.ts';
import { PlacePoller } from './place-poller.ts';
import { Reporter } from './reporter.ts';
import { ResultBuffer } from './result-buffer.ts';
import { ServerClock } from './server-clock.ts';
import { ServerLink } from './server-link.ts';

/** Ends with 2 where it was started wrongly or the server does not know it, with 0 when it was told to stop. */
export async function runAgent(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const options = readOrExit(argv, env);
  const log = createLog(options.config.logLevel);
  const stopping = new AbortController();
  stopOnSignals(stopping, log);
  const refusal = await createAgent(options, log, stopping.signal).run();
  if (refusal !== undefined) console.error(refusal);
  process.exit(refusal === undefined ? 0 : 2);
}

function readOrExit(argv: readonly string[], env: NodeJS.ProcessEnv): AgentOptions {
  try {
    return readOptions(argv, env);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(2);
  }
}

function createAgent({ server, token, bufferFile, config }: AgentOptions, log: Log, signal: AbortSignal): ProbeAgent {
  const clock = new ServerClock();
  const link = new ServerLink({ server, token, version: packageFile.version, clock });
  const buffer = new ResultBuffer({
    file: bufferFile,
    onTrouble: (error) =>
      log.error({ err: error }, 'the file of results cannot be used: they are kept in memory alone'),
  });
  if (buffer.size > 0) log.info({ results: buffer.size }, 'results of an earlier run are told first');
  const poller = new PlacePoller({
    ...{ log, signal, clock },
    policy: checkPolicy(config.probeAllowCidrs),
    witnesses: witnesses(config.witnesses),
    take: (result) => buffer.add(result),
  });
  const reporter = new Reporter({ link, buffer, clock, log });
  return new ProbeAgent({ link, poller, reporter, buffer, log, signal });
}

/** npm passes a signal on that the whole process group already got: the echo is not an order to hurry. */
const SIGNAL_ECHO_MS = 1_000;

function stopOnSignals(stopping: AbortController, log: Log): void {
  let since: number | undefined;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (since !== undefined && performance.now() - since > SIGNAL_ECHO_MS) process.exit(1);
      if (since !== undefined) return;
      since = performance.now();
      log.info({ signal }, 'stopping');
      stopping.abort();
    });
  }
}
