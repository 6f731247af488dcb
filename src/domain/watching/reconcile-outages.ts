import type { Instant } from '../time.ts';
import type { OutageState, Surface } from '../words.ts';
import type { PlannedOutage } from './plan-outages.ts';

/** A measured outage as it stands in the books. */
export interface KnownOutage {
  readonly id: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly phases: readonly {
    readonly startedAt: Instant;
    readonly endedAt: Instant | null;
    readonly state: OutageState;
    readonly surfaces: readonly Surface[];
  }[];
}

export type OutageChange =
  | { readonly kind: 'add'; readonly planned: PlannedOutage }
  | { readonly kind: 'set'; readonly outageId: string; readonly planned: PlannedOutage }
  | { readonly kind: 'retract'; readonly outageId: string; readonly intoId: string | null };

/**
 * What brings the outages in the books in line with the planned ones: an outage keeps its id as long as anything of it is left;
 * of several that turn out to be one, the earliest stays; what is not planned any more is taken back. Nothing where all agree.
 */
export function reconcileOutages(known: readonly KnownOutage[], planned: readonly PlannedOutage[]): OutageChange[] {
  const free = known.toSorted((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
  const changes: OutageChange[] = [];
  const keeperOf = new Map<PlannedOutage, string>();
  for (const outage of planned) {
    const place = free.findIndex((candidate) => meets(candidate, outage));
    const keeper = place < 0 ? undefined : free.splice(place, 1)[0];
    if (!keeper) changes.push({ kind: 'add', planned: outage });
    else {
      keeperOf.set(outage, keeper.id);
      if (!agrees(keeper, outage)) changes.push({ kind: 'set', outageId: keeper.id, planned: outage });
    }
  }
  const retractions = free.map((left): OutageChange => {
    const into = planned.find((outage) => meets(left, outage));
    return { kind: 'retract', outageId: left.id, intoId: (into && keeperOf.get(into)) ?? null };
  });
  // Taken back first: of one service, only one outage is open at a time.
  return [...retractions, ...changes.toSorted(endedFirst)];
}

function endedFirst(a: OutageChange, b: OutageChange): number {
  return Number(isOpen(a)) - Number(isOpen(b));
}

function isOpen(change: OutageChange): boolean {
  return change.kind !== 'retract' && change.planned.endedAt === null;
}

interface Span {
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
}

/** Whether two spans share an instant. */
export function meets(a: Span, b: Span): boolean {
  return a.startedAt < (b.endedAt ?? Number.POSITIVE_INFINITY) && b.startedAt < (a.endedAt ?? Number.POSITIVE_INFINITY);
}

function agrees(known: KnownOutage, planned: PlannedOutage): boolean {
  const facts = ({ startedAt, endedAt, state, surfaces }: KnownOutage['phases'][number]): string =>
    [startedAt, endedAt, state, surfaces.join()].join('|');
  return (
    known.startedAt === planned.startedAt &&
    known.endedAt === planned.endedAt &&
    known.phases.map(facts).join() === planned.phases.map(facts).join()
  );
}
