import { type Command, InvalidArgumentError } from 'commander';
import { type ReplayedService, replay } from '#domain/watching/replay';
import { readLooksCsv } from '#lib/read-looks-csv';
import { CommandLineError } from './command-line-error.ts';
import { counted } from './counted.ts';
import { readInput } from './read-input.ts';

interface ReplayOptions {
  readonly interval: number;
  readonly failAfter: number;
  readonly recoverAfter: number;
  readonly json?: true;
}

/** Adds `replay FILE`: what our judge makes of a recorded history, without a database. */
export function addReplay(program: Command): void {
  program
    .command('replay')
    .description('judge recorded checks as if they had been ours: outages, and what became of each failure')
    .argument('<file>', 'a CSV with the columns service, checked_at and status, or - for standard input')
    .option('--interval <minutes>', 'how often each service was looked at', wholeNumber, 1)
    .option('--fail-after <count>', 'failures in a row that make an outage', wholeNumber, 3)
    .option('--recover-after <count>', 'good looks in a row that end it', wholeNumber, 2)
    .option('--json', 'for programs')
    .action(run);
}

async function run(file: string, options: ReplayOptions): Promise<void> {
  const { looks, mistakes } = readLooksCsv(await readInput(file));
  if (mistakes[0] !== undefined) throw new CommandLineError(mistakes[0]);
  if (looks.length === 0) throw new CommandLineError('There is no check in this file.');
  const { failAfter, recoverAfter } = options;
  const services = replay(looks, { failAfter, recoverAfter, intervalMs: options.interval * 60_000, timeoutMs: 10_000 });
  console.log(options.json ? JSON.stringify(services, null, 2) : wordReplay(services));
}

/** What came of it, in lines: a sum, each outage, and each failure that is none. */
export function wordReplay(services: readonly ReplayedService[]): string {
  const sum = (of: (service: ReplayedService) => number): number =>
    services.reduce((total, service) => total + of(service), 0);
  const unknownMs = sum(({ gaps }) => gaps.reduce((total, gap) => total + gap.endedAt - gap.startedAt, 0));
  const coveredMs = sum(({ firstAt, lastAt }) => lastAt - firstAt);
  const share = coveredMs === 0 ? 0 : (100 * unknownMs) / coveredMs;
  return [
    `${services.length} services, ${sum(({ looks }) => looks)} looks, ${sum(({ failed }) => failed.length)} failed`,
    `${counted(
      sum(({ outages }) => outages.length),
      'outage',
    )}; ${share.toFixed(1)} % of the time unknown, in ${counted(
      sum(({ gaps }) => gaps.length),
      'gap',
    )}`,
    ...services.flatMap(({ service, outages }) =>
      outages.map(
        ({ startedAt, endedAt }) => `outage   ${service} ${moment(startedAt)} – ${endedAt ? moment(endedAt) : 'open'}`,
      ),
    ),
    ...services.flatMap(({ service, failed }) =>
      failed
        .filter(({ verdict }) => verdict !== 'outage')
        .map(({ at, verdict }) => `no outage ${service} ${moment(at)}: ${verdict}`),
    ),
  ].join('\n');
}

function moment(at: number): string {
  return new Date(at).toISOString();
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1.');
  return Number(text);
}
