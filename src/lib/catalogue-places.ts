import { z } from 'zod';
import { HERE } from '#domain/watching/place-choice';

const place = z
  .string({ error: 'must be a text' })
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'must be the short name of a place, such as paris, or here' })
  .max(60, { error: 'must have at most 60 characters' });

/** From where a check is polled: `here` is this server, others are places of the console by their short names. */
export const places = z
  .array(place, { error: 'must be a list of places, such as [here, paris]' })
  .min(1, { error: 'must name one place at least' })
  .default([HERE]);

/** How many of them must agree; more than half of those that could measure unless said. */
export const agree = z.int({ error: 'must be a whole number' }).min(1, { error: 'must be at least 1' });

export interface PlacesProblem {
  readonly path: string[];
  readonly message: string;
}

/** What is wrong with the places of a check; undefined where nothing is. */
export function problemOfPlaces(check: {
  readonly places: readonly string[];
  readonly agree: number | undefined;
  readonly isHeartbeat: boolean;
}): PlacesProblem | undefined {
  const { places, agree, isHeartbeat } = check;
  const names = new Set(places);
  if (names.size < places.length) return { path: ['places'], message: 'must name each place once' };
  if (isHeartbeat && places.join() !== HERE) {
    return { path: ['places'], message: 'must be left out: a job calls this server' };
  }
  if (agree !== undefined && agree > names.size) {
    return { path: ['agree'], message: `must be at most ${names.size}, the number of its places` };
  }
  return undefined;
}
