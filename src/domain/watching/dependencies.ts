/** One service cannot work without another. */
export interface Dependency {
  readonly serviceId: string;
  readonly needsId: string;
}

/** All services one needs, also by way of others; the nearest first. */
export function needsOf(serviceId: string, dependencies: readonly Dependency[]): string[] {
  const found: string[] = [];
  let next = [serviceId];
  while (next.length > 0) {
    const asked = next;
    next = dependencies
      .filter((one) => asked.includes(one.serviceId) && one.needsId !== serviceId && !found.includes(one.needsId))
      .map(({ needsId }) => needsId);
    next = [...new Set(next)];
    found.push(...next);
  }
  return found;
}

/** All services that need one, also by way of others. */
export function dependentsOf(serviceId: string, dependencies: readonly Dependency[]): string[] {
  return needsOf(
    serviceId,
    dependencies.map((one) => ({ serviceId: one.needsId, needsId: one.serviceId })),
  );
}

/** A way that leads from a service back to itself, such as `[mail, login, mail]`; undefined where there is none. */
export function findCycle(dependencies: readonly Dependency[]): string[] | undefined {
  const done = new Set<string>();
  const walk = (id: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(id)) return [...path.slice(path.indexOf(id)), id];
    if (done.has(id)) return undefined;
    for (const { needsId } of dependencies.filter((one) => one.serviceId === id)) {
      const cycle = walk(needsId, [...path, id]);
      if (cycle) return cycle;
    }
    done.add(id);
    return undefined;
  };
  for (const { serviceId } of dependencies) {
    const cycle = walk(serviceId, []);
    if (cycle) return cycle;
  }
  return undefined;
}

/** A cycle as a sentence for whoever wrote it, with the names they know. */
export function cycleSentence(names: readonly string[]): string {
  const [first, ...rest] = names;
  if (rest.length === 1) return `${first} needs itself: a service cannot explain its own outage.`;
  return `${first} needs ${rest.join(', which needs ')}: services that need each other in a circle cannot explain an outage.`;
}
