import type { CommandContext } from '#commands/context';
import { importProviderIncidents } from '#commands/import-provider-incidents';
import { markPublicChange } from '#commands/mark-public-change';
import { listFeedServices } from '#db/queries/feeds';
import type { ProviderIncident } from '#domain/feeds/provider-incident';
import { HOUR_MS, type Instant, MINUTE_MS } from '#domain/time';
import type { OutageState } from '#domain/words';
import { type PastEvent, smallEvents, toldEvents } from './story.ts';

const PROVIDER = 'google-workspace';

interface DemoService {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly checkIds: readonly string[];
  readonly providerKey: string | null;
}

/** Writes ninety days of invented history: outages, their incidents, what the provider said, and an hour without a view. */
export async function seedPast(ctx: CommandContext, services: readonly DemoService[]): Promise<void> {
  const now = ctx.now();
  const bySlug = new Map(services.map((service) => [service.slug, service]));
  const told = toldEvents(now);
  for (const event of [...told, ...smallEvents(now, [...bySlug.keys()])]) await writeMeasured(ctx, { event, bySlug });
  await writeGap(ctx, services, now);
  await importStated(ctx, { told, bySlug });
  await markPublicChange(ctx);
}

interface Told {
  readonly event: PastEvent;
  readonly bySlug: ReadonlyMap<string, DemoService>;
}

async function writeMeasured(ctx: CommandContext, { event, bySlug }: Told): Promise<void> {
  const services = event.slugs.flatMap((slug) => bySlug.get(slug) ?? []);
  const [first] = services;
  if (!first) return;
  const { startedAt, state } = event;
  const endedAt = startedAt + event.minutes * MINUTE_MS;
  const incidentId = ctx.newId();
  await ctx.db
    .insertInto('incident')
    .values({
      id: incidentId,
      title: event.title,
      lang: 'en',
      source: 'measured',
      impact: impactOf(state),
      stage: 'resolved',
      visibility: 'public',
      locations: '[]',
      publishedAt: startedAt,
      startedAt,
      resolvedAt: endedAt,
      createdAt: startedAt,
      updatedAt: endedAt,
    })
    .execute();
  for (const service of services) {
    await ctx.db.insertInto('incidentService').values({ incidentId, serviceId: service.id }).execute();
    await writeOutage(ctx, { service, incidentId, startedAt, endedAt, state });
  }
  await writeUpdates(ctx, { event, incidentId, serviceIds: services.map((service) => service.id) });
}

interface PastOutage {
  readonly service: DemoService;
  readonly incidentId: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly state: OutageState;
}

async function writeOutage(ctx: CommandContext, outage: PastOutage): Promise<void> {
  const { service, incidentId, startedAt, endedAt, state } = outage;
  const id = ctx.newId();
  await ctx.db
    .insertInto('outage')
    .values({
      id,
      serviceId: service.id,
      checkId: service.checkIds[0] ?? null,
      source: 'measured',
      incidentId,
      state,
      startedAt,
      endedAt,
      revision: 1,
      createdAt: startedAt,
      updatedAt: endedAt,
    })
    .execute();
  await ctx.db
    .insertInto('outagePhase')
    .values({ outageId: id, seq: 1, startedAt, endedAt, state, surfaces: '["web"]', locations: '[]' })
    .execute();
}

async function writeUpdates(
  ctx: CommandContext,
  told: { readonly event: PastEvent; readonly incidentId: string; readonly serviceIds: readonly string[] },
): Promise<void> {
  const { event, incidentId, serviceIds } = told;
  const endedAt = event.startedAt + event.minutes * MINUTE_MS;
  const automatic = (kind: string): string => JSON.stringify({ kind, serviceIds });
  const rows =
    event.updates.length > 0
      ? event.updates.map(([afterMin, body], index) => ({
          at: event.startedAt + afterMin * MINUTE_MS,
          body,
          author: 'Ada Operator',
          automatic: null,
          stage: stageOf(index, event.updates.length),
        }))
      : [
          {
            at: event.startedAt,
            body: '',
            author: null,
            automatic: automatic('failing'),
            stage: 'investigating' as const,
          },
          { at: endedAt, body: '', author: null, automatic: automatic('recovered'), stage: 'resolved' as const },
        ];
  await ctx.db
    .insertInto('incidentUpdate')
    .values(rows.map((row) => ({ id: ctx.newId(), incidentId, lang: 'en' as const, createdAt: row.at, ...row })))
    .execute();
}

function stageOf(index: number, count: number): 'investigating' | 'identified' | 'monitoring' | 'resolved' {
  if (index === count - 1) return 'resolved';
  if (index === 0) return 'investigating';
  return index === count - 2 && count > 3 ? 'monitoring' : 'identified';
}

/** Forty minutes in which our own line was down: unknown for every check. */
async function writeGap(ctx: CommandContext, services: readonly DemoService[], now: Instant): Promise<void> {
  const startedAt = now - 19 * 24 * HOUR_MS;
  for (const service of services) {
    for (const checkId of service.checkIds) {
      await ctx.db
        .insertInto('measurementGap')
        .values({
          id: ctx.newId(),
          checkId,
          serviceId: service.id,
          startedAt,
          endedAt: startedAt + 40 * MINUTE_MS,
          cause: 'connection-lost',
        })
        .execute();
    }
  }
}

async function importStated(
  ctx: CommandContext,
  { told, bySlug }: { readonly told: readonly PastEvent[]; readonly bySlug: ReadonlyMap<string, DemoService> },
): Promise<void> {
  const incidents = told.flatMap((event, index) => statedIncident(event, { index, bySlug }) ?? []);
  const services = await listFeedServices(ctx.db, PROVIDER);
  await importProviderIncidents(ctx, { provider: PROVIDER, incidents, services, mode: 'history' });
}

function statedIncident(
  event: PastEvent,
  { index, bySlug }: { readonly index: number; readonly bySlug: ReadonlyMap<string, DemoService> },
): ProviderIncident | undefined {
  if (!event.stated) return undefined;
  const startedAt = event.startedAt + event.stated.offsetMin * MINUTE_MS;
  const resolvedAt = startedAt + event.stated.minutes * MINUTE_MS;
  const products = event.slugs.flatMap((slug) => {
    const service = bySlug.get(slug);
    return service?.providerKey ? [{ key: service.providerKey, name: service.name }] : [];
  });
  if (products.length === 0) return undefined;
  return {
    provider: PROVIDER,
    externalId: `demo-${index + 1}`,
    title: event.title,
    lang: 'en',
    url: null,
    impact: impactOf(event.stated.state),
    stage: 'resolved',
    startedAt,
    resolvedAt,
    products,
    locations: [],
    updates: [
      {
        externalId: `demo-${index + 1}-a`,
        at: startedAt,
        stage: 'investigating',
        body: 'We are investigating reports of an issue.',
      },
      {
        externalId: `demo-${index + 1}-b`,
        at: resolvedAt,
        stage: 'resolved',
        body: 'The issue has been resolved for all affected users.',
      },
    ],
    phases: [
      {
        startedAt,
        endedAt: resolvedAt,
        state: event.stated.state,
        products: products.map(({ key }) => key),
        locations: [],
      },
    ],
    defects: [],
  };
}

function impactOf(state: OutageState): 'major' | 'minor' {
  return state === 'down' ? 'major' : 'minor';
}
