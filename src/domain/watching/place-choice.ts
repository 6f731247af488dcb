/** The place that this server itself is. */
export const HERE = 'here';

/** From where a check is polled, and how many places must agree. */
export interface PlaceChoice {
  readonly placeIds: readonly string[];
  /** Null: more than half of those that could measure. */
  readonly agreeCount: number | null;
}

export const FROM_HERE: PlaceChoice = { placeIds: [HERE], agreeCount: null };
