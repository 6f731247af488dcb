import { type Figure, percentile, scaled } from './figure.ts';
import { type PlannedChecks, runJobs } from './jobs-run.ts';

const INTERVAL_MS = 10_000;

/** Three hundred targets that take nine and a half seconds among three thousand quick ones: is any of the quick ones late? */
export async function benchSlowTargets(): Promise<Figure[]> {
  const quick = { name: 'quick', count: scaled(3_000), intervalMs: INTERVAL_MS };
  const slow = { name: 'slow', count: scaled(300), intervalMs: INTERVAL_MS, answersAfterMs: 9_500 };
  const alone = await latenessOf([quick]);
  const among = await latenessOf([quick, slow]);
  const latest = percentile(among, 100);
  const counts = `${quick.count} quick checks`;
  return [
    { name: `${counts} alone: start over due, 99th percentile`, value: percentile(alone, 99), unit: 'ms' },
    { name: `${counts} among ${slow.count} slow ones: the same`, value: percentile(among, 99), unit: 'ms' },
    { name: 'the latest of them', value: latest, unit: 'ms', goal: '< 1000', reached: latest < 1_000 },
  ];
}

async function latenessOf(checks: readonly PlannedChecks[]): Promise<number[]> {
  const { started } = await runJobs({ checks, warmUpSeconds: 25, seconds: Math.max(20, scaled(60)) });
  return started.filter(({ name }) => name === 'quick').map(({ lateMs }) => lateMs);
}
