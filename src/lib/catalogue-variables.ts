import type { Catalogue } from './catalogue-schema.ts';
import { variablesOf } from './check-secrets/variable-reference.ts';

/** The variables that secrets of a catalogue's checks are taken from, each with the checks that need it, such as `gmail/web`. */
export function catalogueVariables({ groups }: Catalogue): ReadonlyMap<string, readonly string[]> {
  const needed = groups
    .flatMap((group) => group.services)
    .flatMap((service) =>
      service.checks.flatMap(({ slug, kind, target }) =>
        Object.values(variablesOf(kind, target))
          .flat()
          .map((name) => ({ name, check: `${service.slug}/${slug}` })),
      ),
    );
  const byName = Map.groupBy(needed, ({ name }) => name);
  return new Map([...byName].map(([name, uses]) => [name, [...new Set(uses.map(({ check }) => check))]]));
}
