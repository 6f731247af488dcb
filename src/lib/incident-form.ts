import { z } from 'zod';
import { parseInstant } from '#domain/time';
import { INCIDENT_IMPACTS, INCIDENT_STAGES, LANGUAGES, OUTAGE_STATES, SURFACES } from '#domain/words';
import { longText, submissionKey, utcMoment } from './ticket-form.ts';

const TITLE = 'Give it a title of at most 200 characters.';
const title = z.string({ error: TITLE }).trim().min(1, { error: TITLE }).max(200, { error: TITLE });
const body = longText('Write what readers should know.', 'At most 20,000 characters.');
const reason = longText('Say why, for those who read this later.', 'At most 20,000 characters.');
const impact = z.enum(INCIDENT_IMPACTS, { error: 'Choose an impact.' });
const openStage = z.enum(['investigating', 'identified', 'monitoring'], { error: 'Choose a stage.' });
const lang = z.enum(LANGUAGES);
const began = utcMoment('Say when it began, in UTC.');
const promise = utcMoment('Say when, in UTC.').optional();
const anyOf = <T extends z.ZodType>(one: T) => z.union([z.array(one), one.transform((value) => [value])]).default([]);
const serviceIds = anyOf(z.string().max(64)).refine(
  (ids) => [ids].flat().length > 0,
  'Choose the services it is about.',
);
const incidentKey = z.uuid();

export const openSchema = z.object({
  ...{ title, body, impact, lang, serviceIds, startedAt: began },
  stage: openStage,
  outageState: z.enum(OUTAGE_STATES).optional(),
  publish: z.enum(['now', 'draft'], { error: 'Choose whether it is shown at once.' }),
  nextUpdateDueAt: promise,
  submissionKey: incidentKey,
});

export const updateSchema = z.object({
  ...{ body, lang, submissionKey },
  stage: z.enum(INCIDENT_STAGES, { error: 'Choose a stage.' }),
  nextUpdateDueAt: promise,
});

export const reopenSchema = z.object({ ...{ body, lang, submissionKey }, stage: openStage });

export const editSchema = z.object({
  ...{ impact, lang, serviceIds, startedAt: began },
  title: z.string().trim().max(200).default(''),
});

const percent = z.coerce
  .number({ error: 'Give a share in percent, such as 12.5.' })
  .gt(0, { error: 'The share is more than 0 percent.' })
  .max(100, { error: 'The share is at most 100 percent.' })
  .transform((share) => Math.round(share * 10_000))
  .optional();
const surfaces = anyOf(z.enum(SURFACES));
const places = z.string().max(2_000).default('').transform(readPlaces);

export const declareSchema = z.object({
  serviceId: z.string({ error: 'Choose a service.' }).max(64),
  state: z.enum(OUTAGE_STATES, { error: 'Choose how bad it is.' }),
  ...{ startedAt: began, endedAt: utcMoment('Say when it ended, in UTC.').optional() },
  ...{ surfaces, locations: places, sharePpm: percent, reason },
  title: z.string().trim().max(200).optional(),
});

export const endSchema = z.object({ endedAt: utcMoment('Say when it ended, in UTC.') });
export const retractSchema = z.object({ revision: z.coerce.number().int(), reason });

/** One row of the form that corrects an outage; rows without a beginning are left out. */
export const phaseSchema = z.object({
  startedAt: z.string(),
  endedAt: z.string().default(''),
  state: z.enum(OUTAGE_STATES),
  surfaces: z.string().default(''),
  locations: places,
  sharePpm: percent,
});

export const correctSchema = z.looseObject({ revision: z.coerce.number().int(), reason });

/** A button is all there is to say. */
export const nothingSchema = z.object({});

/** Names of places, separated by semicolons. */
function readPlaces(text: string): { id: string; title: string }[] {
  const titles = text
    .split(';')
    .map((title) => title.trim().slice(0, 200))
    .filter(Boolean);
  return [...new Set(titles)].slice(0, 100).map((title) => ({ id: title, title }));
}

/** An instant as a field wants it, to the second, in UTC. */
export function toSecondField(at: number): string {
  return new Date(at).toISOString().slice(0, 19);
}

/** What a field says; the known instant when it was left as it was shown, to the millisecond. */
export function fromSecondField(text: string, known: number | null | undefined): number | null | undefined {
  if (text === '') return null;
  if (known !== null && known !== undefined && text === toSecondField(known)) return known;
  return parseInstant(`${text}Z`);
}
