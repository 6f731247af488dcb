import type { LocalizedText } from '../localized-text.ts';
import type { ProviderProduct } from './provider-incident.ts';

interface KeylessService {
  readonly id: string;
  readonly names: LocalizedText;
}

/** Finds the product of each service by its English name, where that leaves no doubt: id of the service → key of the product. */
export function matchProducts(
  services: readonly KeylessService[],
  products: readonly ProviderProduct[],
): Map<string, string> {
  const byName = Map.groupBy(products, (product) => plainName(product.name));
  const matches = new Map<string, string>();
  for (const service of services) {
    const keys = new Set(byName.get(plainName(service.names.en ?? ''))?.map((product) => product.key));
    const [key] = keys;
    if (keys.size === 1 && key !== undefined) matches.set(service.id, key);
  }
  return matches;
}

/** `Google Meet` and `Meet` are one product. */
function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/^google\s+/, '')
    .replace(/\s+/g, ' ')
    .trim();
}
