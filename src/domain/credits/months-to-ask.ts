import type { PolicyTerms } from '../sla/policy.ts';

const SHORTEST_MONTH = 28;
const LEAST = 4;

/** How many windows back from now a credit may still be asked for under these terms, a few more rather than one too few. */
export function monthsToAsk({ claim }: PolicyTerms): number {
  const months = claim.readings.map(({ days, count }) => Math.max(Math.ceil((days ?? 0) / SHORTEST_MONTH), count ?? 1));
  return Math.max(LEAST, ...months.map((one) => one + 3));
}
