import { type CheckSettings, DEFAULT_SETTINGS } from '#domain/watching/check-settings';
import { fewestSamples, type SlowRule } from '#domain/watching/judge-latency';
import { OUTAGE_STATES, SURFACES } from '#domain/words';
import { durationMs } from '#lib/check-targets/duration-text';
import type { Typed } from './target-form.ts';

const UNITS = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** A length of time as it is typed: `30s`, `5m`, `1h`. */
export function writeDuration(ms: number): string {
  const [unit, size] = UNITS.find(([, size]) => ms % size === 0) ?? ['s', 1_000];
  return `${ms / size}${unit}`;
}

/** What is typed of the settings; what cannot be read becomes a value that is refused with its sentence. */
export function readSettingsForm(typed: Typed): CheckSettings {
  return {
    name: (typed['name'] ?? '').trim(),
    intervalMs: readDuration(typed['intervalMs']),
    timeoutMs: readDuration(typed['timeoutMs']),
    surface: oneOf(SURFACES, typed['surface']) ?? DEFAULT_SETTINGS.surface,
    impact: oneOf(OUTAGE_STATES, typed['impact']) ?? DEFAULT_SETTINGS.impact,
    failAfter: Number(typed['failAfter'] || Number.NaN),
    recoverAfter: Number(typed['recoverAfter'] || Number.NaN),
    recheckMs: readDuration(typed['recheckMs']),
    slow: readSlowRule(typed),
  };
}

export function writeSettingsForm(settings: Omit<CheckSettings, 'name'> & { readonly name?: string }): Typed {
  const { name = '', intervalMs, timeoutMs, surface, impact, failAfter, recoverAfter, recheckMs, slow } = settings;
  return {
    ...writeSlowRule(slow),
    recheckMs: writeDuration(recheckMs),
    ...{ name, surface, impact, failAfter: String(failAfter), recoverAfter: String(recoverAfter) },
    ...{ intervalMs: writeDuration(intervalMs), timeoutMs: writeDuration(timeoutMs) },
  };
}

/** Nothing in the first field means that slow answers are fine. */
function readSlowRule(typed: Typed): SlowRule | null {
  const over = typed['slowOver']?.trim() ?? '';
  if (over === '') return null;
  const overMs = Number(over);
  const percentile = Number(typed['slowPercentile'] || SLOW.percentile);
  return {
    overMs,
    untilMs: Math.max(1, Math.floor(overMs * SLOW.untilShare)),
    percentile,
    windowMs: readDuration(typed['slowWindow'] || SLOW.window),
    leastSamples: percentile >= 50 && percentile <= 99 ? fewestSamples(percentile) : 1,
  };
}

const SLOW = { percentile: 95, window: '20m', untilShare: 0.8 } as const;

function writeSlowRule(rule: SlowRule | null): Typed {
  return {
    slowOver: rule === null ? '' : String(rule.overMs),
    slowPercentile: String(rule?.percentile ?? SLOW.percentile),
    slowWindow: rule === null ? SLOW.window : writeDuration(rule.windowMs),
  };
}

/** What `writeDuration` wrote or a person typed; a number alone is seconds, and what is no time is no number. */
export function readDuration(text = ''): number {
  const trimmed = text.trim().replace(/^(\d+)$/, '$1s');
  return /^\d{1,6} ?[smhd]$/.test(trimmed) ? durationMs(trimmed) : Number.NaN;
}

function oneOf<const T extends readonly string[]>(words: T, text: string | undefined): T[number] | undefined {
  return words.find((word) => word === text);
}
