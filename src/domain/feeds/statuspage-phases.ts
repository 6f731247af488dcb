import type { Instant } from '../time.ts';
import type { IncidentImpact, OutageState } from '../words.ts';
import { buildPhases, type Span, type Statement } from './build-phases.ts';
import { LIMITS } from './limits.ts';
import type { ProviderPhase, ProviderProduct, ProviderUpdate } from './provider-incident.ts';
import { readId, readObjects, readText } from './read-json.ts';

export interface StatuspageNote extends ProviderUpdate {
  readonly changes: readonly ComponentChange[];
}

export interface ComponentChange {
  readonly product: ProviderProduct;
  /** Null while the component works or is maintained. */
  readonly state: OutageState | null;
}

/** `full_outage` is incident.io's word for `major_outage`. */
const COMPONENT_STATES = new Map<string, OutageState | null>([
  ['operational', null],
  ['under_maintenance', null],
  ['degraded_performance', 'degraded'],
  ['partial_outage', 'degraded'],
  ['major_outage', 'down'],
  ['full_outage', 'down'],
]);

export function readChanges(value: unknown): ComponentChange[] {
  return readObjects(value, LIMITS.products).flatMap((change) => {
    const key = readId(change['code']);
    if (key === undefined) return [];
    const name = readText(change['name'], LIMITS.name) || key;
    return [{ product: { key, name }, state: COMPONENT_STATES.get(readText(change['new_status'], 50)) ?? null }];
  });
}

/** An incident without impact whose components are not operational has one all the same. */
export function raiseImpact(stated: IncidentImpact, notes: readonly StatuspageNote[]): IncidentImpact {
  if (stated !== 'none') return stated;
  const states = notes.flatMap((note) => note.changes.map((change) => change.state));
  if (states.includes('down')) return 'major';
  return states.includes('degraded') ? 'minor' : 'none';
}

interface Frame {
  readonly span: Span;
  readonly products: readonly ProviderProduct[];
}

/** What the components went through; where no component ever left `operational`, the impact speaks for all of them. */
export function statuspagePhases(
  impact: IncidentImpact,
  notes: readonly StatuspageNote[],
  { span, products }: Frame,
): ProviderPhase[] {
  const affected = notes.some((note) => note.changes.some((change) => change.state !== null));
  if (affected) return groupPhases(products.flatMap((product) => phasesOf(product.key, notes, span)));
  const state: OutageState = impact === 'critical' ? 'down' : 'degraded';
  const keys = products.map((product) => product.key);
  return buildPhases([{ at: span.startedAt, state, locations: [] }], span).map((phase) => ({
    ...phase,
    products: keys,
  }));
}

function phasesOf(key: string, notes: readonly StatuspageNote[], span: Span): ProviderPhase[] {
  const statements: Statement[] = [];
  for (const [index, note] of notes.entries()) {
    const change = note.changes.find((change) => change.product.key === key);
    // The first update describes what has been going on since the beginning.
    const at = index === 0 ? span.startedAt : note.at;
    if (change) statements.push({ at, state: change.state, locations: [] });
  }
  return buildPhases(statements, span).map((phase) => ({ ...phase, products: [key] }));
}

/** Components that went through the same phase share it. */
function groupPhases(phases: readonly ProviderPhase[]): ProviderPhase[] {
  const groups = Map.groupBy(phases, ({ startedAt, endedAt, state }) => `${startedAt} ${endedAt} ${state}`);
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      return first ? [{ ...first, products: group.flatMap((phase) => phase.products) }] : [];
    })
    .toSorted((a, b) => a.startedAt - b.startedAt || endOf(a.endedAt) - endOf(b.endedAt));
}

function endOf(endedAt: Instant | null): number {
  return endedAt ?? Number.MAX_SAFE_INTEGER;
}
