import type { ExpressionBuilder, ExpressionWrapper, SqlBool } from 'kysely';
import type { Audience } from '#domain/audience';
import type { Database } from '../schema.ts';

/** Whether a row of `service` may be shown to the audience. */
export function serviceVisibleTo(audience: Audience) {
  return (eb: ExpressionBuilder<Database, 'service'>): ExpressionWrapper<Database, 'service', SqlBool> => {
    if (audience.kind === 'operators') return eb.and([]);
    const isPublic = eb('service.visibility', '=', 'public');
    if (audience.kind === 'public') return isPublic;
    return eb.or([
      isPublic,
      eb.and([
        eb('service.visibility', '=', 'organizations'),
        eb.exists(
          eb
            .selectFrom('serviceOrganization')
            .select('serviceOrganization.serviceId')
            .whereRef('serviceOrganization.serviceId', '=', 'service.id')
            .where('serviceOrganization.organizationId', '=', audience.organizationId),
        ),
      ]),
    ]);
  };
}

/** Whether an incident has services and the audience may see none of them: its very title would tell of them. */
function concernsHiddenOnly(eb: ExpressionBuilder<Database, 'incident'>, audience: Audience) {
  const ofIncident = eb
    .selectFrom('incidentService')
    .innerJoin('service', 'service.id', 'incidentService.serviceId')
    .select('incidentService.serviceId')
    .whereRef('incidentService.incidentId', '=', 'incident.id');
  return eb.and([eb.exists(ofIncident), eb.not(eb.exists(ofIncident.where(serviceVisibleTo(audience))))]);
}

/** Whether a row of `incident` may be shown: unpublished ones to operators alone, tenants' ones through one of their services. */
export function incidentVisibleTo(audience: Audience) {
  return (eb: ExpressionBuilder<Database, 'incident'>): ExpressionWrapper<Database, 'incident', SqlBool> => {
    if (audience.kind === 'operators') return eb.and([]);
    const published = eb('incident.publishedAt', 'is not', null);
    const isPublic = eb.and([eb('incident.visibility', '=', 'public'), eb.not(concernsHiddenOnly(eb, audience))]);
    if (audience.kind === 'public') return eb.and([published, isPublic]);
    const ownService = eb.exists(
      eb
        .selectFrom('incidentService')
        .innerJoin('serviceOrganization', 'serviceOrganization.serviceId', 'incidentService.serviceId')
        .innerJoin('service', 'service.id', 'incidentService.serviceId')
        .select('incidentService.serviceId')
        .whereRef('incidentService.incidentId', '=', 'incident.id')
        .where('serviceOrganization.organizationId', '=', audience.organizationId)
        .where(serviceVisibleTo(audience)),
    );
    return eb.and([
      published,
      eb.or([isPublic, eb.and([eb('incident.visibility', '=', 'organizations'), ownService])]),
    ]);
  };
}
