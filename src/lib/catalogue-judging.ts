import { z } from 'zod';
import { RECHECK_FLOOR_MS } from '#domain/watching/due-times';
import { fewestSamples, type SlowRule } from '#domain/watching/judge-latency';
import { BELOW_RULE, type OutageState } from '#domain/words';
import { duration } from './catalogue-duration.ts';

const HOUR_MS = 3_600_000;

export const recheck = duration('must be a time from 2s to 24h, such as 10s', RECHECK_FLOOR_MS, 24 * HOUR_MS).default(
  10_000,
);

const latency = z
  .int({ error: 'must be a number of milliseconds from 1 to 120000' })
  .min(1, { error: 'must be at least 1' })
  .max(120_000, { error: 'must be at most 120000' });

/** When slow answers make a check slow, such as `{ over: 2000 }`: the 95th percentile of the last answers. */
export const slow = z
  .strictObject({
    over: latency,
    until: latency.optional(),
    percentile: z
      .int({ error: 'must be a whole number from 50 to 99' })
      .min(50, { error: 'must be at least 50' })
      .max(99, { error: 'must be at most 99' })
      .default(95),
    window: duration('must be a time from 1m to 6h, such as 10m', 60_000, 6 * HOUR_MS).optional(),
    samples: z.int({ error: 'must be a whole number from 2 to 1000' }).min(2).max(1_000).optional(),
  })
  .transform((written, context) => {
    const { over, percentile, window } = written;
    const until = written.until ?? Math.max(1, Math.floor(over * 0.8));
    const fewest = fewestSamples(percentile);
    const samples = written.samples ?? fewest;
    const complain = (field: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [field], message });
    if (until > over) complain('until', 'must not be more than “over”');
    if (samples < fewest) {
      complain('samples', `must be at least ${fewest} for percentile ${percentile}, or one slow answer would do`);
    }
    return { overMs: over, untilMs: until, percentile, windowMs: window, leastSamples: samples };
  });

/** A window holds a quarter more answers than are asked for: one that fails to come must not silence the rule. */
const SPARE = 1.25;
const SHORTEST_MS = 10 * 60_000;

export type WrittenSlowRule = Omit<SlowRule, 'windowMs'> & { readonly windowMs: number | undefined };

/** The rule with a window, ten minutes or as long as it takes; a window too short for the answers asked for is told. */
export function slowRuleAt(
  written: WrittenSlowRule,
  intervalMs: number,
): { readonly rule: SlowRule; readonly problem: string | undefined } {
  const needed = Math.ceil(written.leastSamples * SPARE) * intervalMs;
  const windowMs = written.windowMs ?? Math.max(SHORTEST_MS, needed);
  const minutes = Math.ceil(needed / 60_000);
  const problem =
    windowMs < needed
      ? `must be at least ${minutes}m, to hold ${written.leastSamples} answers and some to spare at this interval`
      : undefined;
  return { rule: { ...written, windowMs }, problem };
}

const DOWN_WHEN_SENTENCE = 'must be any, all, or the number of checks that must fail';

/** Which of a service's checks must fail before it is down. */
export const downWhen = z
  .union([z.enum(['any', 'all']), z.int().min(1).max(100)], { error: DOWN_WHEN_SENTENCE })
  .transform((rule) =>
    typeof rule === 'number' ? { when: 'at-least' as const, count: rule } : { when: rule, count: 1 },
  )
  .default({ when: 'any', count: 1 });

interface RuledService {
  readonly downWhen: { readonly count: number };
  readonly checks: readonly { readonly impact: OutageState }[];
}

/** What is wrong with a rule that its service can never meet; one without checks here may have some of its own. */
export function problemOfDownWhen({ downWhen, checks }: RuledService): string | undefined {
  const able = checks.filter(({ impact }) => impact === 'down').length;
  if (checks.length === 0 || downWhen.count <= Math.max(1, able)) return undefined;
  return `must be at most ${Math.max(1, able)}: only ${able} of its checks can take it down, so ${downWhen.count} can never fail`;
}

export const otherwise = z.enum(BELOW_RULE, { error: `must be ${BELOW_RULE.join(' or ')}` }).default('degraded');

export const flapping = z
  .union(
    [z.literal('off').transform(() => 0), duration('must be off or a time from 1m to 24h', 60_000, 24 * HOUR_MS)],
    {
      error: 'must be off or a time from 1m to 24h, such as 15m',
    },
  )
  .default(15 * 60_000);
