import type { Selectable } from 'kysely';
import type { ServiceTable } from '#db/schema/watching';
import type { LocalizedText } from '#domain/localized-text';
import { DAY_MS, MINUTE_MS } from '#domain/time';
import type { BelowRule, DownWhen, IncidentMode, Visibility } from '#domain/words';
import { type CommandContext, DomainError } from './context.ts';
import { freeSlug } from './free-slug.ts';

/** What operators say of a service. */
export interface ServiceSettings {
  readonly names: LocalizedText;
  readonly descriptions: LocalizedText;
  /** A group there is, or the name of a new one, or none. */
  readonly group: { readonly id: string } | { readonly names: LocalizedText } | null;
  readonly visibility: Visibility;
  /** Who may see it, where named organisations alone may. */
  readonly organizationIds: readonly string[];
  readonly incidentMode: IncidentMode;
  readonly holdMinutes: number;
  /** Which of its checks must fail before it is down, and what it is until then. */
  readonly downWhen: DownWhen;
  readonly downCount: number;
  readonly otherwise: BelowRule;
  /** Services it cannot work without: their outages explain its own. */
  readonly needsIds: readonly string[];
  /** For so long after an outage the next one still belongs to the same incident; 0 makes each its own. */
  readonly flapMs: number;
}

const LONGEST_NAME = 120;
const LONGEST_HOLD_MINUTES = 1_440;
const MOST_CHECKS = 100;
/** Of the time in which an outage that returns is still the same incident. */
const FLAP_MS = { least: MINUTE_MS, most: DAY_MS } as const;

/** Refuses what cannot be, naming the field. */
export function refuseServiceSettings(settings: ServiceSettings): void {
  const { names, descriptions, visibility, organizationIds, incidentMode, holdMinutes, downCount, flapMs } = settings;
  const refuse = (field: string, sentence: string): never => {
    throw new DomainError('invalid', sentence, field);
  };
  if (!isName(names.en)) refuse('nameEn', `Give it an English name of at most ${LONGEST_NAME} characters.`);
  if (names.fr !== undefined && !isName(names.fr)) refuse('nameFr', `At most ${LONGEST_NAME} characters.`);
  if (Object.values(descriptions).some((text) => text.length > 500)) refuse('descriptionEn', 'At most 500 characters.');
  if (visibility === 'organizations' && organizationIds.length === 0) {
    refuse('organizationIds', 'Choose the organisations that may see it, or show it to operators alone.');
  }
  const held = Number.isSafeInteger(holdMinutes) && holdMinutes >= 0 && holdMinutes <= LONGEST_HOLD_MINUTES;
  if (!held || (incidentMode === 'hold' && holdMinutes === 0)) {
    refuse('holdMinutes', 'Hold incidents for 1 to 1440 minutes.');
  }
  const counted = Number.isSafeInteger(downCount) && downCount >= 1 && downCount <= MOST_CHECKS;
  if (!counted) refuse('downCount', `A number of checks from 1 to ${MOST_CHECKS}.`);
  if (flapMs !== 0 && !(flapMs >= FLAP_MS.least && flapMs <= FLAP_MS.most)) {
    refuse('flapping', 'A time from 1m to 24h, such as 15m, or off.');
  }
}

/** The settings as columns; a new group is made at the end of the page. */
export async function serviceColumns(ctx: CommandContext, settings: ServiceSettings) {
  return { ...ownColumns(settings), groupId: await groupIdOf(ctx, settings.group) };
}

/** The settings that stand in the row of the service itself. */
export function ownColumns(settings: ServiceSettings) {
  const { names, descriptions, visibility, incidentMode, holdMinutes, downWhen, downCount, otherwise, flapMs } =
    settings;
  return {
    ...{ names: JSON.stringify(names), descriptions: JSON.stringify(descriptions), visibility, incidentMode },
    ...{ holdMinutes: incidentMode === 'hold' ? holdMinutes : 0, downWhen, downCount, otherwise, flapMs },
  } satisfies Partial<Selectable<ServiceTable>>;
}

/** Names who may see a service; of everybody else it is hidden. */
export async function writeServiceOrganizations(
  ctx: CommandContext,
  { serviceId, settings }: { readonly serviceId: string; readonly settings: ServiceSettings },
): Promise<void> {
  await ctx.db.deleteFrom('serviceOrganization').where('serviceId', '=', serviceId).execute();
  if (settings.visibility !== 'organizations') return;
  const known = await ctx.db
    .selectFrom('organization')
    .select('id')
    .where('id', 'in', [...settings.organizationIds])
    .execute();
  if (known.length !== new Set(settings.organizationIds).size) {
    throw new DomainError('invalid', 'One of these organisations does not exist.', 'organizationIds');
  }
  const rows = known.map(({ id }) => ({ serviceId, organizationId: id }));
  await ctx.db.insertInto('serviceOrganization').values(rows).execute();
}

async function groupIdOf(ctx: CommandContext, group: ServiceSettings['group']): Promise<string | null> {
  if (group === null) return null;
  const groups = await ctx.db.selectFrom('serviceGroup').select(['id', 'slug', 'position']).execute();
  if ('id' in group) {
    if (!groups.some(({ id }) => id === group.id)) throw new DomainError('invalid', 'Choose a group.', 'groupId');
    return group.id;
  }
  const { names } = group;
  if (!isName(names.en)) throw new DomainError('invalid', 'Give the new group an English name.', 'newGroupEn');
  const id = ctx.newId();
  const slug = freeSlug(names.en ?? '', new Set(groups.map((one) => one.slug)));
  const position = Math.max(0, ...groups.map((one) => one.position + 1));
  await ctx.db
    .insertInto('serviceGroup')
    .values({ id, slug, names: JSON.stringify(names), position })
    .execute();
  return id;
}

function isName(text: string | undefined): boolean {
  return text !== undefined && text.trim() !== '' && text.length <= LONGEST_NAME;
}
