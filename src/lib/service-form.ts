import { z } from 'zod';
import type { LocalizedText } from '#domain/localized-text';
import { BELOW_RULE, DOWN_WHEN, INCIDENT_MODES, VISIBILITIES } from '#domain/words';
import { readDuration, writeDuration } from './check-forms/settings-form.ts';

const text = z.string().trim().max(2_000).default('');
const chosen = z.union([z.array(z.string()), z.string().transform((one) => [one])]).default([]);
const whole = z
  .string()
  .regex(/^\d{1,6}$/, { error: 'Say it as a whole number, such as 2.' })
  .transform(Number);

/** A service as it is typed. */
export const serviceForm = z
  .object({
    ...{ nameEn: text, nameFr: text, descriptionEn: text, descriptionFr: text },
    ...{ groupId: text, newGroupEn: text, newGroupFr: text },
    visibility: z.enum(VISIBILITIES, { error: 'Choose who may see it.' }),
    ...{ organizationIds: chosen, needsIds: chosen },
    incidentMode: z.enum(INCIDENT_MODES, { error: 'Choose what an outage does.' }),
    holdMinutes: whole.default(0),
    downWhen: z.enum(DOWN_WHEN, { error: 'Choose when it is down.' }),
    downCount: whole.default(1),
    otherwise: z.enum(BELOW_RULE, { error: 'Choose what it is until then.' }),
    flapping: text,
    submissionKey: z.uuid().optional().catch(undefined),
  })
  .transform(
    ({ nameEn, nameFr, descriptionEn, descriptionFr, groupId, newGroupEn, newGroupFr, flapping, ...rest }) => ({
      ...rest,
      names: localized(nameEn, nameFr),
      descriptions: localized(descriptionEn, descriptionFr),
      group: groupId === 'new' ? { names: localized(newGroupEn, newGroupFr) } : groupId === '' ? null : { id: groupId },
      flapMs: readFlapping(flapping),
    }),
  );

/** What the fields of the form are called, by their names. */
export const SERVICE_LABELS = {
  nameEn: 'Name in English',
  nameFr: 'Name in French',
  descriptionEn: 'Description in English',
  descriptionFr: 'Description in French',
  groupId: 'Group',
  newGroupEn: 'New group, in English',
  newGroupFr: 'New group, in French',
  visibility: 'Who may see it',
  organizationIds: 'Organisations that may see it',
  incidentMode: 'A confirmed outage',
  holdMinutes: 'Minutes to hold it',
  downWhen: 'The service is down when',
  downCount: 'How many must fail',
  otherwise: 'While fewer fail, it is',
  needs: 'It cannot work without',
  flapping: 'An outage that returns within',
} as const;

export const atRevision = z.object({ revision: z.coerce.number().int() });
export const moveForm = atRevision.extend({ serviceId: z.string(), direction: z.enum(['up', 'down']) });

interface Writable {
  readonly names: LocalizedText;
  readonly descriptions: LocalizedText;
  readonly groupId: string | null;
  readonly visibility: string;
  readonly incidentMode: string;
  readonly holdMinutes: number;
  readonly downWhen: string;
  readonly downCount: number;
  readonly otherwise: string;
  readonly flapMs: number;
}

/** A stored service as its form shows it. */
export function writeServiceForm(service: Writable): Record<string, string> {
  const { names, descriptions, groupId, visibility, incidentMode, holdMinutes, downWhen, downCount, otherwise } =
    service;
  return {
    ...{ nameEn: names.en ?? '', nameFr: names.fr ?? '' },
    ...{ descriptionEn: descriptions.en ?? '', descriptionFr: descriptions.fr ?? '' },
    ...{ groupId: groupId ?? '', visibility, incidentMode, downWhen, otherwise },
    flapping: service.flapMs === 0 ? 'off' : writeDuration(service.flapMs),
    ...{ holdMinutes: holdMinutes === 0 ? '' : String(holdMinutes), downCount: String(downCount) },
  };
}

export const BLANK_SERVICE: Readonly<Record<string, string>> = {
  ...{ groupId: '', visibility: 'public', incidentMode: 'publish', downWhen: 'any', downCount: '1' },
  otherwise: 'degraded',
  flapping: '15m',
};

/** What is ticked in lists of a service's form. */
export interface ServiceChoices {
  readonly organizationIds: readonly string[];
  readonly needsIds: readonly string[];
}

export const NO_CHOICES: ServiceChoices = { organizationIds: [], needsIds: [] };

/** The ticks of a sent form, to be shown again; the request can still be read. */
export async function readServiceChoices(request: Request): Promise<ServiceChoices> {
  const sent = await request.clone().formData();
  return { organizationIds: sent.getAll('organizationIds').map(String), needsIds: sent.getAll('needsIds').map(String) };
}

function readFlapping(typed: string): number {
  return typed === '' || typed.toLowerCase() === 'off' ? 0 : readDuration(typed);
}

function localized(en: string, fr: string): LocalizedText {
  return { ...(en === '' ? {} : { en }), ...(fr === '' ? {} : { fr }) };
}
