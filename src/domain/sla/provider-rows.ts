import type { ProviderIncident, ProviderPhase } from '../feeds/provider-incident.ts';
import type { OutageRow } from './assessment.ts';

const MOST_LOCATIONS = 3;

/** What a provider's incidents say of each product, as rows; a phase that names no product is reported, not guessed at. */
export function providerRows(incidents: readonly ProviderIncident[]): { rows: OutageRow[]; leftOut: string[] } {
  const rows: OutageRow[] = [];
  const leftOut: string[] = [];
  for (const incident of incidents) {
    const names = new Map(incident.products.map(({ key, name }) => [key, name]));
    if (incident.phases.some((phase) => phase.products.length === 0)) {
      leftOut.push(`${incident.externalId}: it names no product.`);
    }
    for (const phase of incident.phases) rows.push(...phaseRows(phase, names));
  }
  return { rows, leftOut };
}

function phaseRows(phase: ProviderPhase, names: ReadonlyMap<string, string>): OutageRow[] {
  return phase.products.map((key) => ({
    service: names.get(key) ?? key,
    startedAt: phase.startedAt,
    endedAt: phase.endedAt,
    state: phase.state,
    location: locationText(phase),
    ...(phase.locations.length > 0 ? { locations: phase.locations.map(({ title }) => title) } : {}),
    source: 'provider',
  }));
}

function locationText({ locations }: ProviderPhase): string | null {
  if (locations.length === 0) return null;
  const titles = locations.slice(0, MOST_LOCATIONS).map(({ title }) => title);
  return titles.join(', ') + (locations.length > MOST_LOCATIONS ? ' …' : '');
}
