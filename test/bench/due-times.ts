import { runBareLoop } from './bare-loop.ts';
import { type Figure, percentile, scaled } from './figure.ts';
import { runJobs, startTarget } from './jobs-run.ts';

const INTERVAL_MS = 10_000;

/** Ten thousand checks every ten seconds for three minutes: how late they start, what each costs, and how much memory it takes. */
export async function benchDueTimes(): Promise<Figure[]> {
  const count = scaled(10_000);
  const seconds = Math.max(20, scaled(180));
  const run = await runJobs({ checks: [{ name: 'all', count, intervalMs: INTERVAL_MS }], warmUpSeconds: 25, seconds });
  const target = await startTarget();
  const bare = await runBareLoop(target.url, { requests: scaled(10_000), atOnce: 100 }).finally(() => target.stop());
  const late = run.started.map(({ lateMs }) => lateMs);
  const cpuMs = run.cpuMs / run.started.length;
  const p99 = percentile(late, 99);
  const missed = (count * seconds * 1_000) / INTERVAL_MS - run.started.length;
  return [
    { name: `${count} checks every 10 s: start over due, median`, value: percentile(late, 50), unit: 'ms' },
    { name: 'the same, 99th percentile', value: p99, unit: 'ms', goal: '< 1000', reached: p99 < 1_000 },
    { name: 'the same, latest', value: percentile(late, 100), unit: 'ms' },
    { name: 'runs missed of those due', value: (100 * Math.max(0, missed)) / (missed + late.length), unit: '%' },
    { name: 'CPU time of a check, all of the jobs process', value: cpuMs, unit: 'ms' },
    { name: 'CPU time of a request of a bare undici loop', value: bare.cpuMsPerRequest, unit: 'ms' },
    { name: 'CPU time of a check to that of a bare request', value: cpuMs / bare.cpuMsPerRequest, unit: 'ratio' },
    { name: 'most memory of the jobs process', value: run.mostMemoryBytes / 2 ** 20, unit: 'MiB' },
  ];
}
