import type { FeedService } from '#db/queries/feeds';
import { listProviderOutages, type Outage } from '#db/queries/outages';
import { type ImportMode, planOutageNotice, type Told } from '#domain/feeds/plan-telling';
import type { ProviderIncident } from '#domain/feeds/provider-incident';
import { outageOfService, type StatedOutage } from '#domain/feeds/service-outage';
import { announceOutages } from './announce-outages.ts';
import { appendOutageRevision } from './append-outage-revision.ts';
import type { CommandContext } from './context.ts';
import { writeOutagePhases } from './write-outage-phases.ts';

interface OutagesInput {
  readonly incidentId: string;
  readonly isNew: boolean;
  readonly incident: ProviderIncident;
  readonly services: readonly FeedService[];
}

/** What became of one outage, for those who are told. */
export interface OutageChange {
  readonly outageId: string;
  readonly before: Told | undefined;
  readonly after: Told;
}

/** Brings the provider's outages of an incident to what it says now: one per service, corrected by revisions, never under a new id. */
export async function writeProviderOutages(ctx: CommandContext, input: OutagesInput): Promise<OutageChange[]> {
  const { incident, services } = input;
  const stored = input.isNew ? [] : await listProviderOutages(ctx.db, input.incidentId);
  const byService = new Map(stored.map((outage) => [outage.serviceId, outage]));
  const changes: OutageChange[] = [];
  for (const service of services) {
    const keys = incident.products.map((product) => product.key).filter((key) => key === service.providerKey);
    const change = await writeOutage(ctx, {
      ...input,
      serviceId: service.id,
      before: byService.get(service.id),
      stated: outageOfService(incident, keys),
    });
    if (change) changes.push(change);
  }
  const named = new Set(services.map((service) => service.id));
  for (const outage of stored.filter((outage) => !named.has(outage.serviceId))) {
    const change = await retract(ctx, outage);
    if (change) changes.push(change);
  }
  return changes;
}

/** Tells of outages that began or ended just now. */
export async function announceOutageChanges(
  ctx: CommandContext,
  { mode, changes }: { readonly mode: ImportMode; readonly changes: readonly OutageChange[] },
): Promise<void> {
  for (const { outageId, before, after } of changes) {
    const kind = planOutageNotice({ mode, now: ctx.now(), before, after });
    if (kind) await announceOutages(ctx, { outageIds: [outageId], kind });
  }
}

interface OneOutage extends OutagesInput {
  readonly serviceId: string;
  readonly before: Outage | undefined;
  readonly stated: StatedOutage | undefined;
}

async function writeOutage(ctx: CommandContext, input: OneOutage): Promise<OutageChange | undefined> {
  const { before, stated } = input;
  if (before === undefined) return stated && insertOutage(ctx, input, stated);
  if (stated === undefined) return retract(ctx, before);
  if (before.retractedAt === null && saysTheSame(before, stated)) return undefined;
  const { startedAt, endedAt, state } = stated;
  await ctx.db
    .updateTable('outage')
    .set({ startedAt, endedAt, state, retractedAt: null, incidentId: input.incidentId })
    .where('id', '=', before.id)
    .execute();
  await writeOutagePhases(ctx, { outageId: before.id, phases: stated.phases });
  const reason = before.endedAt === null ? 'The provider tells how it went on.' : 'The provider corrected its account.';
  await appendOutageRevision(ctx, { outageId: before.id, reason });
  return { outageId: before.id, before: toldOf(before), after: { endedAt, lastWordAt: startedAt } };
}

async function insertOutage(ctx: CommandContext, input: OneOutage, stated: StatedOutage): Promise<OutageChange> {
  const id = ctx.newId();
  const { startedAt, endedAt, state } = stated;
  const now = ctx.now();
  await ctx.db
    .insertInto('outage')
    .values({
      id,
      serviceId: input.serviceId,
      source: 'provider',
      provider: input.incident.provider,
      externalId: input.incident.externalId,
      incidentId: input.incidentId,
      startedAt,
      endedAt,
      state,
      revision: 0,
      createdAt: now,
      updatedAt: now,
    })
    .execute();
  await writeOutagePhases(ctx, { outageId: id, phases: stated.phases });
  await appendOutageRevision(ctx, { outageId: id, reason: 'As the provider told it.' });
  return { outageId: id, before: undefined, after: { endedAt, lastWordAt: startedAt } };
}

async function retract(ctx: CommandContext, outage: Outage): Promise<OutageChange | undefined> {
  if (outage.retractedAt !== null) return undefined;
  const now = ctx.now();
  await ctx.db.updateTable('outage').set({ retractedAt: now }).where('id', '=', outage.id).execute();
  await appendOutageRevision(ctx, { outageId: outage.id, reason: 'The provider says that this was no outage.' });
  return { outageId: outage.id, before: toldOf(outage), after: { endedAt: now, lastWordAt: now } };
}

function toldOf(outage: Outage): Told {
  return { endedAt: outage.retractedAt ?? outage.endedAt, lastWordAt: outage.startedAt };
}

function saysTheSame(stored: Outage, stated: StatedOutage): boolean {
  const { startedAt, endedAt, state, phases } = stored;
  return JSON.stringify(plain({ startedAt, endedAt, state, phases })) === JSON.stringify(plain(stated));
}

function plain({ startedAt, endedAt, state, phases }: Omit<StatedOutage, 'phases'> & Pick<Outage, 'phases'>): unknown {
  const told = phases.map((phase) => [
    phase.startedAt,
    phase.endedAt,
    phase.state,
    phase.locations.map(({ id }) => id),
  ]);
  return [startedAt, endedAt, state, told];
}
