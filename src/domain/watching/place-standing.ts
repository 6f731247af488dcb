import { type Instant, SECOND_MS } from '../time.ts';
import { HERE } from './place-choice.ts';

/** An agent asks every ten seconds, and after failures up to twenty seconds later. */
const HEARD_WITHIN_MS = 75 * SECOND_MS;

export type PlaceStanding = 'here' | 'paused' | 'no-token' | 'never' | 'reporting' | 'silent';

export interface StandingPlace {
  readonly id: string;
  readonly hasToken: boolean;
  readonly pausedAt: Instant | null;
  readonly lastSeenAt: Instant | null;
}

/** How a place stands: whether its agent reports. */
export function placeStanding({ id, hasToken, pausedAt, lastSeenAt }: StandingPlace, now: Instant): PlaceStanding {
  if (id === HERE) return 'here';
  if (pausedAt !== null) return 'paused';
  if (!hasToken) return 'no-token';
  if (lastSeenAt === null) return 'never';
  return now - lastSeenAt <= HEARD_WITHIN_MS ? 'reporting' : 'silent';
}
