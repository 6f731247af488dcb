import type { LocalizedText } from '#domain/localized-text';
import type { Instant } from '#domain/time';
import { localOf, toIso } from '#domain/time';
import type { MaintenanceStage } from '#domain/words';
import { localText } from './language.ts';

/** Words of the operators' pages about maintenance. */
export const STAGE_WORDS: Readonly<Record<MaintenanceStage, string>> = {
  scheduled: 'Scheduled',
  'in-progress': 'In progress',
  done: 'Done',
  cancelled: 'Cancelled',
};

export const STAGE_TONES = {
  scheduled: 'waiting',
  'in-progress': 'active',
  done: 'done',
  cancelled: 'refused',
} as const;

/** `2026-11-28 02:00` in a zone. */
export function localText16(at: Instant, zone: string): string {
  return localOf(at, zone).replace('T', ' ');
}

/** `2026-11-28 01:00 UTC` */
export function utcText(at: Instant): string {
  return `${toIso(at).slice(0, 16).replace('T', ' ')} UTC`;
}

/** Names of services in English, shortened where there are many. */
export function serviceList(names: readonly LocalizedText[], most = 3): string {
  const shown = names.slice(0, most).map((name) => localText(name, 'en').text);
  return names.length > most ? `${shown.join(', ')} and ${names.length - most} more` : shown.join(', ');
}
