import {
  findIncidentNoticeFacts,
  findOutageNoticeFacts,
  type IncidentNoticeFacts,
  type IncidentServiceFacts,
  listServiceNoticeFacts,
  listServicesOfIncident,
  type OutageNoticeFacts,
} from '#db/queries/notice-facts';
import { getSite } from '#db/queries/site';
import { type Audience, mayKnow } from '#domain/notice-audiences';
import { noticePayload } from '#domain/notice-payload';
import { announce } from './announce.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { incidentNotice } from './incident-notice.ts';
import { markPublicChange } from './mark-public-change.ts';

export interface AnnounceOutagesInput {
  readonly outageIds: readonly string[];
  readonly kind: 'outage.started' | 'outage.ended';
}

/**
 * Tells subscribers and the public pages of outages, each by a notice of its own; subscribers hear nothing while the incident is
 * unpublished.
 */
export function announceOutages(ctx: CommandContext, input: AnnounceOutagesInput): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const stories = new Map<string, Story>();
    for (const outageId of input.outageIds) {
      const outage = await findOutageNoticeFacts(ctx.db, outageId);
      if (!outage) continue;
      const { incidentId } = outage;
      const story = incidentId === null ? undefined : (stories.get(incidentId) ?? (await readStory(ctx, incidentId)));
      if (story) stories.set(story.incident.id, story);
      if (story && story.incident.publishedAt === null) continue;
      await announceOne(ctx, { kind: input.kind, outage, story });
    }
    // The state of a service is measured, not announced: pages show it whatever becomes of the incident.
    if (input.outageIds.length > 0) await markPublicChange(ctx);
  });
}

/** The incident of outages, read once for all of them. */
interface Story {
  readonly incident: IncidentNoticeFacts;
  readonly services: readonly IncidentServiceFacts[];
  readonly url: string;
}

async function readStory(ctx: CommandContext, incidentId: string): Promise<Story | undefined> {
  const incident = await findIncidentNoticeFacts(ctx.db, incidentId);
  if (!incident) return undefined;
  const url = `${(await getSite(ctx.db)).url}/incidents/${incident.id}`;
  return { incident, services: await listServicesOfIncident(ctx.db, incidentId), url };
}

interface OneOutage {
  readonly kind: AnnounceOutagesInput['kind'];
  readonly outage: OutageNoticeFacts;
  readonly story: Story | undefined;
}

async function announceOne(ctx: CommandContext, { kind, outage, story }: OneOutage): Promise<void> {
  await announce(ctx, {
    kind,
    visibility: story?.incident.visibility ?? 'public',
    incidentId: story?.incident.id ?? null,
    services: await listServiceNoticeFacts(ctx.db, outage.serviceId),
    payload: (audience) => noticePayload({ outage, incident: story ? storyFor(story, audience) : null }),
  });
}

function storyFor({ incident, services, url }: Story, { organizationId }: Audience) {
  return incidentNotice(
    incident,
    services.filter((service) => mayKnow(organizationId, service)),
    url,
  );
}
