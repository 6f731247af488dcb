import { createHash } from 'node:crypto';
import { type FeedService, findOwnIncident } from '#db/queries/feeds';
import type { ImportOutcome } from '#domain/feeds/import-report';
import { type ImportMode, planIncidentNotice, type Told } from '#domain/feeds/plan-telling';
import type { ProviderIncident } from '#domain/feeds/provider-incident';
import { announceIncident } from './announce-incident.ts';
import type { CommandContext } from './context.ts';
import { type IncidentRow, visibilityOf, writeProviderIncident } from './write-provider-incident.ts';
import { announceOutageChanges, writeProviderOutages } from './write-provider-outages.ts';
import { findLastWord, writeProviderUpdates } from './write-provider-updates.ts';

export interface ImportProviderIncidentInput {
  readonly incident: ProviderIncident;
  /** The services of the provider by product key. */
  readonly services: ReadonlyMap<string, readonly FeedService[]>;
  readonly mode: ImportMode;
  /** The incident as it came in earlier. */
  readonly known: IncidentRow | undefined;
}

/**
 * Brings one incident of a provider into the ledger: one incident over all its products that have a service here, one outage per
 * service, all updates. What is already there is corrected, never doubled; an own incident of the same event is adopted.
 */
export async function importProviderIncident(
  ctx: CommandContext,
  input: ImportProviderIncidentInput,
): Promise<ImportOutcome> {
  const { incident, known } = input;
  const services = servicesOf(input);
  const fingerprint = fingerprintOf(incident, services);
  if (known?.providerFingerprint === fingerprint) return 'unchanged';
  const isWatched = services.some((service) => service.archivedAt === null);
  if (known === undefined && !isWatched) return 'ignored';
  const before = known ?? (await findAdoptable(ctx, incident, services));
  await writeAll(ctx, { ...input, services, fingerprint, before });
  return known === undefined ? 'created' : 'updated';
}

interface Writing extends Omit<ImportProviderIncidentInput, 'services'> {
  readonly services: readonly FeedService[];
  readonly fingerprint: string;
  readonly before: IncidentRow | undefined;
}

async function writeAll(ctx: CommandContext, writing: Writing): Promise<void> {
  const { incident, mode, before } = writing;
  const toldBefore = before && (await toldOf(ctx, before));
  const { incidentId, after } = await writeProviderIncident(ctx, writing);
  const isNew = before === undefined;
  await writeProviderUpdates(ctx, { incidentId, isNew, updates: incident.updates, lang: incident.lang });
  const changes = await writeProviderOutages(ctx, { incidentId, isNew, incident, services: writing.services });
  if (mode === 'history') return;
  await announceOutageChanges(ctx, { mode, changes });
  const toldAfter = await toldOf(ctx, { ...after, id: incidentId });
  const kind = planIncidentNotice({ mode, now: ctx.now(), before: toldBefore, after: toldAfter });
  if (kind) await announceIncident(ctx, { incidentId, kind });
}

type ToldRow = Pick<IncidentRow, 'id' | 'startedAt' | 'resolvedAt'>;

async function toldOf(ctx: CommandContext, row: ToldRow): Promise<Told> {
  return { endedAt: row.resolvedAt, lastWordAt: (await findLastWord(ctx, row.id)) ?? row.startedAt };
}

function servicesOf({ incident, services }: ImportProviderIncidentInput): FeedService[] {
  const found = incident.products.flatMap((product) => services.get(product.key) ?? []);
  return [...new Map(found.map((service) => [service.id, service])).values()];
}

/** An information is no outage and belongs to no event of ours; what is public must not vanish in an incident that is not. */
async function findAdoptable(
  ctx: CommandContext,
  incident: ProviderIncident,
  services: readonly FeedService[],
): Promise<IncidentRow | undefined> {
  if (incident.impact === 'none') return undefined;
  const ids = services.map((service) => service.id);
  const span = { startedAt: incident.startedAt, endedAt: incident.resolvedAt ?? Number.MAX_SAFE_INTEGER };
  return findOwnIncident(ctx.db, ids, { ...span, visibility: visibilityOf(services) });
}

/** Changes when the provider says something else, or when other services stand for its products. */
function fingerprintOf(incident: ProviderIncident, services: readonly FeedService[]): string {
  const mapped = services.map(({ id, visibility }) => [id, visibility]);
  return createHash('sha256')
    .update(JSON.stringify([incident, mapped]))
    .digest('base64url');
}
