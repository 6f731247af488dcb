import { findIncidentNoticeFacts, listServicesOfIncident } from '#db/queries/notice-facts';
import type { IncidentReport } from '#db/queries/reports';
import { getSite } from '#db/queries/site';
import { mayKnow } from '#domain/notice-audiences';
import { noticePayload } from '#domain/notice-payload';
import { announce } from './announce.ts';
import type { CommandContext } from './context.ts';
import { incidentNotice } from './incident-notice.ts';
import { markPublicChange } from './mark-public-change.ts';

/** Tells subscribers and the public pages of a report that has become public; part of its transaction. */
export async function announceReport(ctx: CommandContext, report: IncidentReport): Promise<void> {
  const incident = await findIncidentNoticeFacts(ctx.db, report.incidentId);
  if (!incident || incident.publishedAt === null || report.publishedAt === null) return;
  const services = await listServicesOfIncident(ctx.db, incident.id);
  const url = `${(await getSite(ctx.db)).url}/incidents/${incident.id}`;
  const { id, title, lang, publishedAt } = report;
  await announce(ctx, {
    kind: 'report.published',
    visibility: incident.visibility,
    incidentId: incident.id,
    services,
    payload: ({ organizationId }) =>
      noticePayload({
        incident: incidentNotice(
          incident,
          services.filter((service) => mayKnow(organizationId, service)),
          url,
        ),
        report: { id, title, lang, url: `${url}#report`, publishedAt },
      }),
  });
  await markPublicChange(ctx);
}
