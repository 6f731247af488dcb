import { type Figure, scaled } from './figure.ts';
import { runJobs } from './jobs-run.ts';

const GOAL_MS = 5_000;

/** From the start of the jobs process, all overdue, until every check has been started. */
export async function benchColdStart(): Promise<Figure[]> {
  const count = scaled(1_000);
  const checks = [{ name: 'all', count, intervalMs: 60_000 }];
  const { spawnedAt, firstStarts } = await runJobs({ checks, warmUpSeconds: 0, seconds: 12 });
  if (firstStarts.length < count) throw new Error(`Only ${firstStarts.length} of ${count} checks were started.`);
  const lastMs = Math.max(...firstStarts) - spawnedAt;
  const firstMs = Math.min(...firstStarts) - spawnedAt;
  return [
    { name: 'the first of overdue checks running after a start', value: firstMs, unit: 'ms' },
    {
      ...{ name: `${count} overdue checks running after a start`, value: lastMs, unit: 'ms' },
      ...{ goal: `< ${GOAL_MS}`, reached: lastMs < GOAL_MS },
    },
  ];
}
