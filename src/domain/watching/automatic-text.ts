/**
 * What the product itself says in an incident: kept as a fact, put into words for each reader.
 * `failing` opens an incident, `joined` adds services to it, `recovered` resolves it.
 */
export interface AutomaticText {
  readonly kind: 'failing' | 'joined' | 'recovered';
  readonly serviceIds: readonly string[];
}
