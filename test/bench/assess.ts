import { assess } from '#domain/sla/assess';
import type { OutageRow } from '#domain/sla/assessment';
import { shippedPolicy } from '#test/support/sla';
import type { Figure } from './figure.ts';

const JUNE = Date.UTC(2026, 5, 1);
const JUNE_MS = 43_200 * 60_000;
const ROWS = 20;
const ROUNDS = 7;

interface AssessFigures {
  readonly assessmentsPerSecond: number;
  /** A plain loop that merges, clips and compares the same rows in arrays of numbers, and explains nothing. */
  readonly plainLoopsPerSecond: number;
  readonly ratio: number;
}

/** Assessments of one service with twenty rows per second, in turns with the bare arithmetic; the median of the rounds. */
function measureAssess(millisecondsPerRound = 300): AssessFigures {
  const policy = shippedPolicy('google-workspace');
  const rows = Array.from({ length: ROWS }, (_, index): OutageRow => {
    const startedAt = JUNE + index * 86_400_000;
    return { service: 'Gmail', startedAt, endedAt: startedAt + (index % 5) * 600_000, state: 'down', surface: 'web' };
  });
  const asOf = JUNE + JUNE_MS;
  const whole = (): number => assess({ policy, month: '2026-06', asOf, outages: rows }).total.credit?.amount ?? 0;
  const pairs = rows.map(({ startedAt, endedAt }): [number, number] => [startedAt, endedAt ?? asOf]);
  const bare = (): number => plainLoop(pairs);
  if (whole() !== bare()) throw new Error('The plain loop does not agree with the assessment.');
  const rounds = Array.from({ length: ROUNDS }, () => [
    perSecond(whole, millisecondsPerRound),
    perSecond(bare, millisecondsPerRound),
  ]);
  const assessmentsPerSecond = median(rounds.map(([first = 0]) => first));
  const plainLoopsPerSecond = median(rounds.map(([, second = 0]) => second));
  return { assessmentsPerSecond, plainLoopsPerSecond, ratio: assessmentsPerSecond / plainLoopsPerSecond };
}

export async function benchAssess(): Promise<Figure[]> {
  const { assessmentsPerSecond, plainLoopsPerSecond, ratio } = measureAssess();
  return [
    { name: 'assessments of one service with 20 rows', value: assessmentsPerSecond, unit: '1/s' },
    { name: 'plain loop of the same arithmetic, explaining nothing', value: plainLoopsPerSecond, unit: '1/s' },
    { name: 'assessments to plain loops', value: ratio, unit: 'ratio' },
  ];
}

function plainLoop(pairs: readonly [number, number][]): number {
  const sorted = [...pairs].sort((a, b) => a[0] - b[0]);
  let down = 0;
  let until = JUNE;
  for (const [start, end] of sorted) {
    const from = Math.max(start, until);
    const to = Math.min(end, JUNE + JUNE_MS);
    if (to > from) down += to - from;
    until = Math.max(until, end);
  }
  if (down * 100 > JUNE_MS * 5) return 15;
  if (down * 100 > JUNE_MS) return 7;
  return down * 1_000 > JUNE_MS ? 3 : 0;
}

function perSecond(run: () => number, milliseconds: number): number {
  const begin = performance.now();
  let count = 0;
  let now = begin;
  while (now - begin < milliseconds) {
    for (let index = 0; index < 50; index += 1) run();
    count += 50;
    now = performance.now();
  }
  return (count * 1_000) / (now - begin);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
