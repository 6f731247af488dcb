import type { ServiceState } from '../words.ts';
import type { GroupFacts } from './facts.ts';
import type { ServiceLine } from './status-view.ts';

/** How a group stands: the worst state of its services, and how many of them it is about. */
export interface GroupStanding {
  readonly state: ServiceState;
  /** Down or degraded ones are counted together; otherwise those in this state. */
  readonly count: number;
  readonly total: number;
  /** Those that are unknown were never seen so far. */
  readonly isNew: boolean;
}

export interface ServiceGroupView {
  /** Null for services that belong to no group. */
  readonly group: GroupFacts | null;
  /** Null where it would only repeat what the one service says. */
  readonly standing: GroupStanding | null;
  /** Seen at once, in the order of the page. */
  readonly services: readonly ServiceLine[];
  /** Behind a line to open: on a page of many services those that work. */
  readonly folded: readonly ServiceLine[];
}

/** The worst first. */
const ORDER = ['down', 'degraded', 'maintenance', 'unknown', 'operational'] as const satisfies readonly ServiceState[];

/** Up to so many services a page shows all of them. */
const MOST_OPEN = 24;
/** Fewer are not worth a line to open. */
const FEWEST_FOLDED = 4;

/** One group as the page shows it; `total` counts the services of the whole page. */
export function groupView(group: GroupFacts | null, services: readonly ServiceLine[], total: number): ServiceGroupView {
  const standing = services.length > 1 ? standingOf(services) : null;
  const working = services.filter(({ state }) => state === 'operational');
  if (total <= MOST_OPEN || working.length < FEWEST_FOLDED) return { group, standing, services, folded: [] };
  return { group, standing, services: services.filter((line) => !working.includes(line)), folded: working };
}

function standingOf(services: readonly ServiceLine[]): GroupStanding {
  const state = ORDER.find((one) => services.some((line) => line.state === one)) ?? 'operational';
  const isAffected = state === 'down' || state === 'degraded';
  const counted = services.filter((line) =>
    isAffected ? line.state === 'down' || line.state === 'degraded' : line.state === state,
  );
  return { state, count: counted.length, total: services.length, isNew: counted.every((line) => line.isNew) };
}
