/**
 * What the product itself says in an incident: kept as a fact, put into words for each reader.
 * `failing` opens an incident, `joined` adds services to it, `recovered` resolves it.
 * `flapping` says how often services came and went, `explained` that they fail because others they need do, `mistaken` that what
 * looked like an outage was our own fault.
 */
export interface AutomaticText {
  readonly kind: 'failing' | 'joined' | 'recovered' | 'flapping' | 'explained' | 'mistaken';
  readonly serviceIds: readonly string[];
  /** Of `flapping`: how many outages so far. */
  readonly times?: number;
  /** Of `explained`: the services that are needed. */
  readonly causeIds?: readonly string[];
}
