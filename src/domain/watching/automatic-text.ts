import type { OutageState } from '../words.ts';

/**
 * What the product itself says in an incident: kept as a fact, put into words for each reader.
 * `failing` opens an incident, `brief` tells all of one that was over before it was known, `joined` adds services to it, `again` says that services fail again that had recovered, `worse` that they are down and no longer only degraded.
 * `recovered` says that services work again; the incident is over with it unless some `remain`.
 * `flapping` says how often services came and went, `explained` that they fail because others they need do, `mistaken` that what
 * looked like an outage was our own fault, `merged` that it is part of an earlier one, `uncounted` that the rule of its service
 * calls it none, `unwatched` that nobody looks any more in the way that showed it.
 */
export interface AutomaticText {
  readonly kind: 'failing' | 'brief' | 'joined' | 'again' | 'worse' | 'flapping' | 'explained' | EndKind;
  readonly serviceIds: readonly string[];
  /** Of what begins: how bad it is; down where absent. */
  readonly state?: OutageState;
  /** Of `flapping`: how many outages so far. */
  readonly times?: number;
  /** Of `explained`: the services that are needed. */
  readonly causeIds?: readonly string[];
  /** Of what ends: the services that are not well yet; absent where the incident ends with it. */
  readonly remaining?: Remaining;
}

export type EndKind = 'recovered' | LastWord;

/** What else than a recovery ends an outage that our checks saw. */
export type LastWord = 'mistaken' | 'merged' | 'uncounted' | 'unwatched';

/** As operators are told of it: what is part of an earlier outage goes on with that. */
export type UnseenEnd = Exclude<LastWord, 'merged'>;

export type Remaining = Readonly<Record<OutageState, readonly string[]>>;

const BEGINNINGS: readonly AutomaticText['kind'][] = ['joined', 'again', 'worse', 'explained'];

/** Whether two statements are about the same turn of events: some more services went, or some more came back. */
export function isSameTurn(a: AutomaticText, b: AutomaticText): boolean {
  return turnOf(a) !== null && turnOf(a) === turnOf(b);
}

/** One statement in place of two of one turn that differ in their services alone; undefined where they say different things. */
export function mergeTexts(earlier: AutomaticText, later: AutomaticText): AutomaticText | undefined {
  const says = ({ kind, state, causeIds }: AutomaticText): string => JSON.stringify([kind, state, causeIds]);
  if (!isSameTurn(earlier, later) || says(earlier) !== says(later)) return undefined;
  return { ...later, serviceIds: [...new Set([...earlier.serviceIds, ...later.serviceIds])] };
}

function turnOf({ kind, remaining }: AutomaticText): 'beginning' | 'end' | null {
  if (BEGINNINGS.includes(kind)) return 'beginning';
  return remaining ? 'end' : null;
}
