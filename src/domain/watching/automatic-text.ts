/**
 * What the product itself says in an incident: kept as a fact, put into words for each reader.
 * `failing` opens an incident, `joined` adds services to it, `recovered` resolves it.
 * `flapping` says how often services came and went, `explained` that they fail because others they need do, `mistaken` that what
 * looked like an outage was our own fault, `merged` that it is part of an earlier one, `uncounted` that the rule of its service
 * calls it none, `unwatched` that nobody looks any more in the way that showed it.
 */
export interface AutomaticText {
  readonly kind: 'failing' | 'joined' | 'recovered' | 'flapping' | 'explained' | LastWord;
  readonly serviceIds: readonly string[];
  /** Of `flapping`: how many outages so far. */
  readonly times?: number;
  /** Of `explained`: the services that are needed. */
  readonly causeIds?: readonly string[];
}

/** What else than a recovery ends an incident that our checks opened. */
export type LastWord = 'mistaken' | 'merged' | 'uncounted' | 'unwatched';
