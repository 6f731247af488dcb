import type { Visibility } from './words.ts';

export interface AnnouncedService {
  readonly id: string;
  readonly visibility: Visibility;
  /** Organisations that may see the service while its visibility is `organizations`. */
  readonly organizationIds: readonly string[];
}

export interface Audience {
  /** Null is the public. */
  readonly organizationId: string | null;
  readonly serviceIds: readonly string[];
  /** Organisations that are told by an audience of their own. */
  readonly exceptOrganizationIds: readonly string[];
}

interface AudienceInput {
  readonly visibility: Visibility;
  readonly services: readonly AnnouncedService[];
  /** Organisations that have a subscriber. */
  readonly subscribedOrganizationIds: readonly string[];
}

/** Whether the public (null) or an organisation may know that a service exists. */
export function mayKnow(organizationId: string | null, service: AnnouncedService): boolean {
  if (service.visibility !== 'organizations') return service.visibility === 'public';
  return organizationId !== null && service.organizationIds.includes(organizationId);
}

/** Who is told of something over these services, and which of the services each may know of. */
export function planAudiences(input: AudienceInput): Audience[] {
  if (input.visibility === 'operators') return [];
  const knownTo = (organizationId: string | null): string[] =>
    input.services.filter((service) => mayKnow(organizationId, service)).map((service) => service.id);
  const publicIds = knownTo(null);
  const organizations = input.subscribedOrganizationIds
    .map((organizationId) => ({ organizationId, serviceIds: knownTo(organizationId), exceptOrganizationIds: [] }))
    .filter(({ serviceIds }) => serviceIds.length > publicIds.length);
  const toldToPublic = input.visibility === 'public' && (input.services.length === 0 || publicIds.length > 0);
  if (!toldToPublic) return organizations;
  const exceptOrganizationIds = organizations.map((audience) => audience.organizationId);
  return [{ organizationId: null, serviceIds: publicIds, exceptOrganizationIds }, ...organizations];
}
