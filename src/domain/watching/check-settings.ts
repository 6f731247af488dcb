import { DAY_MS, MINUTE_MS, SECOND_MS } from '../time.ts';
import type { OutageState, Surface } from '../words.ts';

/** How a check is run and judged, whatever its kind. */
export interface CheckSettings {
  readonly name: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly surface: Surface;
  readonly impact: OutageState;
  readonly failAfter: number;
  readonly recoverAfter: number;
}

export const DEFAULT_SETTINGS = {
  intervalMs: MINUTE_MS,
  timeoutMs: 10 * SECOND_MS,
  surface: 'web',
  impact: 'down',
  failAfter: 3,
  recoverAfter: 2,
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
  return undefined;
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}
