/** Whom a target as it is stored asks, where that is one host. */
export function hostOfTarget(target: unknown): string | undefined {
  if (typeof target !== 'object' || target === null) return undefined;
  if ('url' in target && typeof target.url === 'string') return URL.parse(target.url)?.hostname;
  return 'host' in target && typeof target.host === 'string' ? target.host : undefined;
}

/** The same of its stored text; one that cannot be read asks nobody. */
export function hostOfStoredTarget(text: string): string | undefined {
  try {
    return hostOfTarget(JSON.parse(text));
  } catch {
    return undefined;
  }
}
