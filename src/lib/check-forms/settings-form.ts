import { type CheckSettings, DEFAULT_SETTINGS } from '#domain/watching/check-settings';
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
  };
}

export function writeSettingsForm(settings: Omit<CheckSettings, 'name'> & { readonly name?: string }): Typed {
  const { name = '', intervalMs, timeoutMs, surface, impact, failAfter, recoverAfter } = settings;
  return {
    ...{ name, surface, impact, failAfter: String(failAfter), recoverAfter: String(recoverAfter) },
    ...{ intervalMs: writeDuration(intervalMs), timeoutMs: writeDuration(timeoutMs) },
  };
}

/** A number alone is seconds. */
function readDuration(text = ''): number {
  const trimmed = text.trim().replace(/^(\d+)$/, '$1s');
  return /^\d{1,6} ?[smhd]$/.test(trimmed) ? durationMs(trimmed) : Number.NaN;
}

function oneOf<const T extends readonly string[]>(words: T, text: string | undefined): T[number] | undefined {
  return words.find((word) => word === text);
}
