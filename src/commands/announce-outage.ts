import {
  findIncidentNoticeFacts,
  findOutageNoticeFacts,
  listServiceNoticeFacts,
  listServicesOfIncident,
} from '#db/queries/notice-facts';
import { getSite } from '#db/queries/site';
import { mayKnow } from '#domain/notice-audiences';
import { noticePayload } from '#domain/notice-payload';
import { announce } from './announce.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { incidentNotice } from './incident-notice.ts';
import { markPublicChange } from './mark-public-change.ts';

export interface AnnounceOutageInput {
  readonly outageId: string;
  readonly kind: 'outage.started' | 'outage.ended';
}

/** Tells subscribers and the public pages of an outage; subscribers hear nothing while its incident is unpublished. */
export function announceOutage(ctx: CommandContext, input: AnnounceOutageInput): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const outage = await findOutageNoticeFacts(ctx.db, input.outageId);
    if (!outage) return;
    // The state of a service is measured, not announced: pages show it whatever becomes of the incident.
    await markPublicChange(ctx);
    const incident = outage.incidentId === null ? undefined : await findIncidentNoticeFacts(ctx.db, outage.incidentId);
    if (incident && incident.publishedAt === null) return;
    const incidentServices = incident ? await listServicesOfIncident(ctx.db, incident.id) : [];
    const { url } = await getSite(ctx.db);
    await announce(ctx, {
      kind: input.kind,
      visibility: incident?.visibility ?? 'public',
      incidentId: incident?.id ?? null,
      services: await listServiceNoticeFacts(ctx.db, outage.serviceId),
      payload: ({ organizationId }) =>
        noticePayload({
          outage,
          incident: incident
            ? incidentNotice(
                incident,
                incidentServices.filter((service) => mayKnow(organizationId, service)),
                `${url}/incidents/${incident.id}`,
              )
            : null,
        }),
    });
  });
}
