import { listDependencies } from '#db/queries/dependencies';
import type { Catalogue } from '#lib/catalogue-schema';
import type { CommandContext } from './context.ts';
import type { LoadedCatalogue } from './load-catalogue.ts';
import { setDependencies } from './set-dependencies.ts';

/** Makes what services of the catalogue need what it says; the services are there already. */
export async function loadCatalogueNeeds(
  ctx: CommandContext,
  { catalogue, loaded }: { readonly catalogue: Catalogue; readonly loaded: LoadedCatalogue },
): Promise<void> {
  const services = await ctx.db.selectFrom('service').select(['id', 'slug', 'origin']).execute();
  const bySlug = new Map(services.map((service) => [service.slug, service]));
  const wanted = catalogue.groups
    .flatMap((group) => group.services)
    .flatMap(({ slug, needs }) => {
      const service = bySlug.get(slug);
      const needsIds = needs.flatMap((needed) => bySlug.get(needed)?.id ?? []);
      return service?.origin === 'catalogue' ? [{ slug, serviceId: service.id, needsIds }] : [];
    });
  const before = await listDependencies(ctx.db);
  const changed = new Set<string>();
  // What falls away goes first: turned round, a dependency would look like a circle meanwhile.
  for (const { slug, serviceId, needsIds } of wanted) {
    const stay = before.filter((one) => one.serviceId === serviceId && needsIds.includes(one.needsId));
    const kept = { serviceId, needsIds: stay.map(({ needsId }) => needsId) };
    if ((await setDependencies(ctx, kept)).changed) changed.add(slug);
  }
  for (const { slug, ...wish } of wanted) if ((await setDependencies(ctx, wish)).changed) changed.add(slug);
  const known = new Set([...loaded.created, ...loaded.changed]);
  loaded.changed.push(...[...changed].filter((slug) => !known.has(slug)));
}
