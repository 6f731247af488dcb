import { Command } from 'commander';
import { type Config, readConfig } from '#config';

export interface AgentOptions {
  /** Origin of the server, without a slash at its end. */
  readonly server: string;
  readonly token: string;
  /** Where results are kept that could not be told yet; in memory alone where it is not given. */
  readonly bufferFile: string | undefined;
  readonly config: Pick<Config, 'probeAllowCidrs' | 'witnesses' | 'logLevel'>;
}

/** A mistake in how the agent was started, in one sentence. */
export class OptionError extends Error {
  readonly code = 'option';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the command line and the agent's own environment. */
export function readOptions(argv: readonly string[], env: Environment): AgentOptions {
  const program = new Command('probe')
    .description('Polls checks from this place and reports to a server. Settings: docs/places.md')
    .option('--server <url>', 'the address people open, such as https://status.example.com (or PROBE_SERVER)')
    .option(
      '--token <token>',
      'the token of this place, shown once in the console (better PROBE_TOKEN: others may read a command line)',
    )
    .option('--buffer <file>', 'keep results that could not be told yet in this file (or PROBE_BUFFER)')
    .parse([...argv]);
  const given = program.opts<{ server?: string; token?: string; buffer?: string }>();
  const { PROBE_ALLOW_CIDRS, WITNESSES, LOG_LEVEL } = env;
  return {
    server: readServer(given.server ?? env['PROBE_SERVER']),
    token: readToken(given.token ?? env['PROBE_TOKEN']),
    bufferFile: given.buffer ?? env['PROBE_BUFFER'],
    config: readConfig({ PROBE_ALLOW_CIDRS, WITNESSES, LOG_LEVEL }),
  };
}

/** A token sent in the clear is everybody's. */
function readServer(text: string | undefined): string {
  if (!text) throw new OptionError('Say which server to report to: --server https://status.example.com');
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.pathname !== '/' || url.search !== '') {
    throw new OptionError(`${text} is no address of a server, such as https://status.example.com`);
  }
  const isLoopback = url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(\.\d+){3}$/.test(url.hostname);
  if (url.protocol === 'http:' && !isLoopback) {
    throw new OptionError(`The token would travel in the clear: the address must begin with https, not ${text}`);
  }
  return url.origin;
}

function readToken(text: string | undefined): string {
  if (!text) throw new OptionError('Say who this is: set PROBE_TOKEN to the token of this place, or pass --token.');
  const token = text.trim();
  if (/^[A-Za-z0-9_-]{43}$/.test(token)) return token;
  throw new OptionError('This is no token of a place: it has 43 characters and is shown once, when it is made.');
}
