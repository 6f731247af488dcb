import type { Selectable } from 'kysely';
import type { FeedService } from '#db/queries/feeds';
import type { IncidentTable } from '#db/schema/incidents';
import type { ImportMode } from '#domain/feeds/plan-telling';
import type { ProviderIncident } from '#domain/feeds/provider-incident';
import { widestVisibility, worstImpact } from '#domain/incidents/impact';
import { type Account, combineAccounts } from '#domain/incidents/story';
import type { CommandContext } from './context.ts';
import { writeAudit } from './write-audit.ts';

export type IncidentRow = Selectable<IncidentTable>;

interface WriteInput {
  readonly incident: ProviderIncident;
  readonly services: readonly FeedService[];
  readonly fingerprint: string;
  readonly mode: ImportMode;
  /** The incident as it is here already: the provider's, or an own one of the same event. */
  readonly before: IncidentRow | undefined;
}

interface Written {
  readonly incidentId: string;
  readonly after: Account;
}

/** Writes the row of a provider's incident and its services. */
export async function writeProviderIncident(ctx: CommandContext, input: WriteInput): Promise<Written> {
  const { before } = input;
  const written = before ? await updateIncident(ctx, input, before) : await insertIncident(ctx, input);
  await linkServices(ctx, written.incidentId, input);
  return written;
}

async function insertIncident(ctx: CommandContext, input: WriteInput): Promise<Written> {
  const { incident } = input;
  const id = ctx.newId();
  const after = accountOf(incident);
  await ctx.db
    .insertInto('incident')
    .values({
      id,
      ...after,
      ...identityOf(input),
      title: incident.title,
      lang: incident.lang,
      source: 'provider',
      visibility: visibilityOf(input.services),
      publishedAt: publishedAt(ctx, input),
      createdAt: ctx.now(),
      updatedAt: ctx.now(),
    })
    .execute();
  return { incidentId: id, after };
}

/** The first time a provider's word is taken into an own incident, that one keeps its title and its story. */
async function updateIncident(ctx: CommandContext, input: WriteInput, before: IncidentRow): Promise<Written> {
  const { incident } = input;
  const isAdopted = before.externalId === null;
  const combined = combineAccounts(accountOf(incident), await listOtherOutages(ctx, before.id));
  const after = isAdopted ? { ...combined, impact: worstImpact([combined.impact, before.impact]) } : combined;
  const isTheirs = before.source === 'provider';
  await ctx.db
    .updateTable('incident')
    .set({
      ...after,
      ...identityOf(input),
      ...(isTheirs ? { visibility: visibilityOf(input.services) } : {}),
      ...(isTheirs || before.title === '' ? { title: incident.title, lang: incident.lang } : {}),
      // A held incident waits to see whether it is real: the provider says that it is. A draft is a person's to publish.
      ...(before.publishAt === null ? {} : { publishAt: null, publishedAt: before.publishedAt ?? ctx.now() }),
      updatedAt: ctx.now(),
    })
    .where('id', '=', before.id)
    .execute();
  if (isAdopted) {
    const detail = { provider: incident.provider, externalId: incident.externalId };
    await writeAudit(ctx, { action: 'adopt-incident', subjectKind: 'incident', subjectId: before.id, detail });
  }
  return { incidentId: before.id, after };
}

function accountOf({ impact, stage, startedAt, resolvedAt }: ProviderIncident): Account {
  return { impact, stage, startedAt, resolvedAt };
}

function identityOf({ incident, fingerprint }: WriteInput) {
  return {
    provider: incident.provider,
    externalId: incident.externalId,
    externalUrl: incident.url,
    locations: JSON.stringify(incident.locations),
    providerFingerprint: fingerprint,
    providerResolvedAt: incident.resolvedAt,
  };
}

/** Who may read of an incident over these services. */
export function visibilityOf(services: readonly FeedService[]): IncidentRow['visibility'] {
  return widestVisibility(
    services.filter((service) => service.archivedAt === null).map((service) => service.visibility),
  );
}

/** History was public when it happened: feeds and pages must not show it as today's. */
function publishedAt(ctx: CommandContext, { incident, mode }: WriteInput): number {
  return mode === 'live' ? ctx.now() : Math.min(ctx.now(), incident.updates[0]?.at ?? incident.startedAt);
}

async function listOtherOutages(ctx: CommandContext, incidentId: string) {
  return ctx.db
    .selectFrom('outage')
    .select(['state', 'startedAt', 'endedAt'])
    .where('incidentId', '=', incidentId)
    .where('source', '!=', 'provider')
    .where('retractedAt', 'is', null)
    .execute();
}

/** Adds the services of the incident; one that the provider no longer names leaves it, unless somebody else saw it fail too. */
async function linkServices(ctx: CommandContext, incidentId: string, { services, before }: WriteInput): Promise<void> {
  const ids = services.map((service) => service.id);
  if (ids.length > 0) {
    await ctx.db
      .insertInto('incidentService')
      .values(ids.map((serviceId) => ({ incidentId, serviceId })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  if (before?.source !== 'provider') return;
  await ctx.db
    .deleteFrom('incidentService')
    .where('incidentId', '=', incidentId)
    .$if(ids.length > 0, (query) => query.where('serviceId', 'not in', ids))
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('outage')
            .select('outage.id')
            .whereRef('outage.incidentId', '=', 'incidentService.incidentId')
            .whereRef('outage.serviceId', '=', 'incidentService.serviceId')
            .where('outage.source', '!=', 'provider')
            .where('outage.retractedAt', 'is', null),
        ),
      ),
    )
    .execute();
}
