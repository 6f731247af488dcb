import { cycleSentence, findCycle } from '#domain/watching/dependencies';

interface NeedyCatalogue {
  readonly groups: readonly {
    readonly services: readonly { readonly slug: string; readonly needs: readonly string[] }[];
  }[];
}

export interface NeedsProblem {
  readonly path: (string | number)[];
  readonly message: string;
}

/** What is wrong with who needs whom: names nobody bears, and circles. */
export function problemsOfNeeds({ groups }: NeedyCatalogue): NeedsProblem[] {
  const slugs = new Set(groups.flatMap(({ services }) => services.map(({ slug }) => slug)));
  const problems: NeedsProblem[] = [];
  for (const [g, { services }] of groups.entries()) {
    for (const [s, { needs }] of services.entries()) {
      for (const [n, slug] of needs.entries()) {
        if (slugs.has(slug)) continue;
        const path = ['groups', g, 'services', s, 'needs', n];
        problems.push({ path, message: `must be a service of this catalogue, but there is no “${slug}”` });
      }
    }
  }
  const dependencies = groups.flatMap(({ services }) =>
    services.flatMap(({ slug, needs }) => needs.map((needsId) => ({ serviceId: slug, needsId }))),
  );
  const cycle = findCycle(dependencies);
  if (cycle) problems.push({ path: ['groups'], message: `must not have a circle: ${cycleSentence(cycle)}` });
  return problems;
}
