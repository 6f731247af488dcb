import type { CheckKind } from '#lib/check-targets/check-target';
import { formOfKind } from './form-of-kind.ts';
import { fieldName } from './target-form.ts';

/** What the fields of a check's settings are called on its form. */
export const SETTING_LABELS = {
  serviceId: 'Service',
  name: 'Name',
  intervalMs: 'Run it every',
  timeoutMs: 'Wait at most',
  failAfter: 'Failures in a row',
  recoverAfter: 'Successes in a row',
  recheckMs: 'In doubt, look again after',
  impact: 'When it fails, the service is',
  surface: 'What it looks at',
  slow: 'Degraded by slow answers',
  places: 'Polled from',
  agreeCount: 'Places that must agree',
} as const;

/** What every field of the form of a kind is called, by the name it is sent under. */
export function checkLabels(kind: CheckKind): Readonly<Record<string, string>> {
  const ofTarget = formOfKind(kind).map(({ name, label }) => [fieldName(name), label] as const);
  return { ...SETTING_LABELS, ...Object.fromEntries(ofTarget) };
}
