import { z } from 'zod';
import type { LocalizedText } from '#domain/localized-text';
import { submissionKey, utcMoment } from './ticket-form.ts';

const MINUTES = 'Say how long it lasts, like 2:00 or 1:30.';

/** `1:30` as minutes; a bare number is minutes already. */
const duration = z.string({ error: MINUTES }).transform((text, check) => {
  const [, hours, rest, bare] = /^\s*(?:(\d{1,3}):([0-5]\d)|(\d{1,5}))\s*$/.exec(text) ?? [];
  if (hours !== undefined || bare !== undefined) return Number(hours ?? 0) * 60 + Number(rest ?? bare);
  check.addIssue({ code: 'custom', message: MINUTES });
  return z.NEVER;
});

const startsLocal = z
  .string({ error: 'Say the day and time at which it begins.' })
  .transform((text) => text.trim().slice(0, 16));
const text = z.string().trim().max(6_000, { error: 'At most 5,000 characters.' }).optional();
const reason = z.string({ error: 'Say why, in a sentence.' });

/** What the fields of the form are called, by their names. */
export const MAINTENANCE_LABELS = {
  titleEn: 'Title in English',
  titleFr: 'Title in French',
  descriptionEn: 'What it is about, in English',
  descriptionFr: 'The same in French',
  serviceIds: 'Services',
  startsLocal: 'Begins',
  zone: 'Time zone',
  duration: 'Lasts',
  rrule: 'Repeats',
  skippedDays: 'Except on these days',
  reason: 'Why',
  endedAt: 'Ended',
} as const;

/** What the form of a maintenance holds; the command refuses what makes no sense. */
export const maintenanceSchema = z
  .object({
    ...{ titleEn: text, titleFr: text, descriptionEn: text, descriptionFr: text },
    serviceIds: z
      .union([
        z.array(z.string().max(64)),
        z
          .string()
          .max(64)
          .transform((id) => [id]),
      ])
      .default([]),
    zone: z.string({ error: 'Choose a time zone like Europe/Berlin.' }).trim().max(60),
    ...{ startsLocal, duration },
    rrule: z.string().trim().max(500, { error: 'A rule has at most 400 characters.' }).optional(),
    skippedDays: z.string().max(6_000).default(''),
    submissionKey: submissionKey.optional(),
    revision: z.coerce.number().int().min(0).default(0),
  })
  .transform(({ titleEn, titleFr, descriptionEn, descriptionFr, duration, rrule, skippedDays, ...values }) => ({
    ...values,
    titles: localized(titleEn, titleFr),
    descriptions: localized(descriptionEn, descriptionFr),
    durationMinutes: duration,
    rrule: rrule ?? null,
    skippedDays: [...new Set(skippedDays.split(/[\s,;]+/).filter((day) => day !== ''))].toSorted(),
  }));

export const moveSchema = z.object({ startsLocal, duration });
export const endSchema = z.object({ reason, endedAt: utcMoment('Say when it ended, in UTC.').optional() });
export const reasonSchema = z.object({ reason });

function localized(en: string | undefined, fr: string | undefined): LocalizedText {
  return { ...(en ? { en } : {}), ...(fr ? { fr } : {}) };
}

/** Minutes as `1:30`. */
export function toDurationField(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}
