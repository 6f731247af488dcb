import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../time.ts';
import type { OutageState, Surface } from '../words.ts';
import { RECHECK_FLOOR_MS } from './due-times.ts';
import { fewestSamples, type SlowRule } from './judge-latency.ts';

/** How a check is run and judged, whatever its kind. */
export interface CheckSettings {
  readonly name: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly surface: Surface;
  readonly impact: OutageState;
  readonly failAfter: number;
  readonly recoverAfter: number;
  /** The shorter interval while a failure or a recovery is in doubt. */
  readonly recheckMs: number;
  /** When slow answers make the service degraded; null never. */
  readonly slow: SlowRule | null;
}

export const DEFAULT_SETTINGS = {
  intervalMs: MINUTE_MS,
  timeoutMs: 10 * SECOND_MS,
  surface: 'web',
  impact: 'down',
  failAfter: 3,
  recoverAfter: 2,
  recheckMs: 10 * SECOND_MS,
  slow: null,
} as const satisfies Omit<CheckSettings, 'name'>;

export interface SettingMistake {
  readonly field: keyof CheckSettings;
  readonly sentence: string;
}

const LONGEST_NAME = 200;
const MOST_RUNS = 20;
const LONGEST_TIMEOUT_MS = 2 * MINUTE_MS;

/** The first setting that cannot be, in words for a form; undefined when all can. */
export function findMistakeInSettings(settings: CheckSettings): SettingMistake | undefined {
  const { name, intervalMs, timeoutMs, failAfter, recoverAfter } = settings;
  if (name.trim() === '' || name.length > LONGEST_NAME) {
    return { field: 'name', sentence: `Give it a name of at most ${LONGEST_NAME} characters.` };
  }
  if (!isWithin(intervalMs, SECOND_MS, DAY_MS)) {
    return { field: 'intervalMs', sentence: 'Run it every 1 second to 24 hours.' };
  }
  if (!isWithin(timeoutMs, SECOND_MS, LONGEST_TIMEOUT_MS)) {
    return { field: 'timeoutMs', sentence: 'Wait 1 to 120 seconds for an answer.' };
  }
  if (!isWithin(failAfter, 1, MOST_RUNS)) return { field: 'failAfter', sentence: 'Choose 1 to 20 failures.' };
  if (!isWithin(recoverAfter, 1, MOST_RUNS)) return { field: 'recoverAfter', sentence: 'Choose 1 to 20 successes.' };
  if (!isWithin(settings.recheckMs, RECHECK_FLOOR_MS, DAY_MS)) {
    return { field: 'recheckMs', sentence: 'Look again after 2 seconds to 24 hours.' };
  }
  return settings.slow === null ? undefined : findMistakeInSlowRule(settings.slow, intervalMs);
}

const LONGEST_WINDOW_MS = 6 * HOUR_MS;

function findMistakeInSlowRule(rule: SlowRule, intervalMs: number): SettingMistake | undefined {
  const { overMs, untilMs, percentile, windowMs, leastSamples } = rule;
  const refuse = (sentence: string): SettingMistake => ({ field: 'slow', sentence });
  if (!isWithin(overMs, 1, LONGEST_TIMEOUT_MS)) return refuse('Slow begins at 1 to 120000 milliseconds.');
  if (!isWithin(untilMs, 1, overMs)) return refuse('Slow ends at a time that is not longer than where it begins.');
  if (!isWithin(percentile, 50, 99)) return refuse('The percentile is a whole number from 50 to 99.');
  if (!isWithin(windowMs, MINUTE_MS, LONGEST_WINDOW_MS)) return refuse('The window is 1 minute to 6 hours long.');
  if (leastSamples < fewestSamples(percentile)) return refuse('One slow answer would do: ask for more answers.');
  const most = Math.floor(windowMs / intervalMs);
  return most >= leastSamples
    ? undefined
    : refuse(`Only ${most} answers fit into the window, but ${leastSamples} are needed: make it longer.`);
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}
