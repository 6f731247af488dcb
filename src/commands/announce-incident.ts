import { findIncidentNoticeFacts, listOutageNoticeFacts, listServicesOfIncident } from '#db/queries/notice-facts';
import { getSite } from '#db/queries/site';
import { mayKnow } from '#domain/notice-audiences';
import { noticePayload } from '#domain/notice-payload';
import { announce } from './announce.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { incidentNotice } from './incident-notice.ts';
import { markPublicChange } from './mark-public-change.ts';

export interface AnnounceIncidentInput {
  readonly incidentId: string;
  readonly kind: 'incident.opened' | 'incident.updated' | 'incident.resolved';
}

/** Tells subscribers and the public pages of a change of an incident; nothing goes out while it is unpublished. */
export function announceIncident(ctx: CommandContext, input: AnnounceIncidentInput): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    // Whatever was left to tell is told with this.
    await ctx.db.deleteFrom('incidentNews').where('incidentId', '=', input.incidentId).execute();
    const incident = await findIncidentNoticeFacts(ctx.db, input.incidentId);
    if (!incident || incident.publishedAt === null) return;
    const services = await listServicesOfIncident(ctx.db, incident.id);
    const outages = await listOutageNoticeFacts(ctx.db, incident.id);
    const url = `${(await getSite(ctx.db)).url}/incidents/${incident.id}`;
    await announce(ctx, {
      kind: input.kind,
      visibility: incident.visibility,
      incidentId: incident.id,
      services,
      payload: ({ organizationId, serviceIds }) =>
        noticePayload({
          incident: incidentNotice(
            incident,
            services.filter((service) => mayKnow(organizationId, service)),
            url,
          ),
          outages: outages.filter((outage) => serviceIds.includes(outage.serviceId)),
        }),
    });
    await markPublicChange(ctx);
  });
}
