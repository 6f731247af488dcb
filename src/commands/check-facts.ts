import type { HealthCheck } from '#db/queries/checks';
import type { CheckSettings } from '#domain/watching/check-settings';
import { NO_COUNTS } from '#domain/watching/detect-outage';
import type { OpenTarget } from '#lib/check-secrets/target-secrets';

/** The settings of a check as they are stored. */
export function settingColumns({ slow, ...settings }: CheckSettings) {
  return { ...settings, name: settings.name.trim(), slowRule: slow === null ? null : JSON.stringify(slow) };
}

/**
 * What a check no longer knows once it asks something else: doubts and good answers were about something else. A failure stays
 * until it is seen to be over.
 */
export function forgetAnswers({ state }: Pick<HealthCheck, 'state'>) {
  return { ...NO_COUNTS, ...(state === 'down' ? {} : { firstUpAt: null }) };
}

type CheckColumns = Pick<HealthCheck, 'kind' | 'target'> & ReturnType<typeof settingColumns>;

/** What the audit log says of a check: all but its secrets, each setting under its name. */
export function checkFacts(columns: CheckColumns): Readonly<Record<string, unknown>> {
  const { name, kind, target, intervalMs, timeoutMs, surface, impact, failAfter, recoverAfter } = columns;
  const open: OpenTarget = JSON.parse(target);
  const slow: unknown = columns.slowRule === null ? null : JSON.parse(columns.slowRule);
  const judging = { surface, impact, failAfter, recoverAfter, recheckMs: columns.recheckMs, slow };
  return { kind, name, intervalMs, timeoutMs, ...judging, ...open };
}

/** Only what changed, as `before → after` of each setting. */
export function checkChanges(before: CheckColumns, after: CheckColumns): Readonly<Record<string, string>> {
  const was = checkFacts(before);
  const is = checkFacts(after);
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  const changed = names.filter((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]));
  return Object.fromEntries(changed.map((name) => [name, `${inWords(was[name])} → ${inWords(is[name])}`]));
}

function inWords(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'nothing';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
