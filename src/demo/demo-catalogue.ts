import { readShippedCatalogue } from '#lib/catalogue-file';
import type { Catalogue } from '#lib/catalogue-schema';

/** The shipped services, examined at simulated addresses every few seconds, without the provider's live feed. */
export function demoCatalogue(baseUrl: string): Catalogue {
  const shipped = readShippedCatalogue();
  return {
    feeds: [],
    groups: shipped.groups.map((group) => ({
      ...group,
      services: group.services.map((service) => ({
        ...service,
        checks: service.checks.map((check) => ({
          ...check,
          interval: 5_000,
          timeout: 4_000,
          failAfter: 2,
          recoverAfter: 2,
          target: { ...check.target, url: `${baseUrl}/${service.slug}-${check.slug}`, codes: ['200'] },
        })),
      })),
    })),
  };
}
