import type { SlaPolicy } from '#domain/sla/policy';
import { parsePolicyFile } from '#lib/sla-policy-file';

const FILES = import.meta.glob<string>('../../db/policies/*.json', { eager: true, query: '?raw', import: 'default' });

/** The agreements that come with the product: terms of a contract of one's own are nobody else's business. */
export const SHIPPED_POLICIES: readonly SlaPolicy[] = Object.entries(FILES).map(([name, text]) =>
  parsePolicyFile(text, name),
);
