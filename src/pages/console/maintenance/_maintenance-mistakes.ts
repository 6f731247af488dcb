import { refuseTexts } from '#commands/plan-maintenance';
import { readSchedule, type ScheduleInput } from '#commands/read-schedule';
import type { LocalizedText } from '#domain/localized-text';
import { isRefusal } from '#lib/form-state';

interface Typed extends ScheduleInput {
  readonly titles: LocalizedText;
  readonly descriptions: LocalizedText;
  readonly serviceIds: readonly string[];
}

/** What to go on with once a field is known to be wrong, so that the others are looked at too. */
const SOUND: Readonly<Record<string, Partial<ScheduleInput>>> = {
  zone: { zone: 'UTC' },
  duration: { durationMinutes: 1 },
  rrule: { rrule: null },
  skippedDays: { skippedDays: [] },
};

/** Every mistake of a typed maintenance by its field, where a command stops at the first. */
export function mistakesIn(typed: Typed, now: number): Readonly<Record<string, string>> {
  const none = typed.serviceIds.length === 0 ? { serviceIds: 'Choose the services it concerns.' } : {};
  return { ...mistakeOf(() => refuseTexts(typed)), ...none, ...mistakesInSchedule(typed, now) };
}

function mistakesInSchedule(typed: ScheduleInput, now: number): Record<string, string> {
  const mistake = mistakeOf(() => readSchedule(typed, now));
  const [field] = Object.keys(mistake);
  const sound = field === undefined ? undefined : SOUND[field];
  return sound ? { ...mistakesInSchedule({ ...typed, ...sound }, now), ...mistake } : mistake;
}

function mistakeOf(look: () => unknown): Record<string, string> {
  try {
    look();
    return {};
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { [error.field ?? 'form']: error.message };
  }
}
