import type { Selectable } from 'kysely';
import { lockRows } from '#db/row-locks';
import type { PlaceTable } from '#db/schema/places';
import { HERE } from '#domain/watching/place-choice';
import { type CommandContext, DomainError } from './context.ts';

export interface PlaceAtRevision {
  readonly placeId: string;
  /** What the person looked at when he decided; another one meanwhile refuses him. */
  readonly revision: number;
}

/** Holds a place until the transaction ends, before the checks it polls. */
export async function lockPlace(ctx: CommandContext, input: PlaceAtRevision): Promise<Selectable<PlaceTable>> {
  const query = ctx.db.selectFrom('place').selectAll().where('id', '=', input.placeId);
  const place = await lockRows(ctx.db, query).executeTakeFirst();
  if (!place) throw new DomainError('not-found', 'There is no such place.');
  if (place.removedAt !== null) throw new DomainError('closed', 'This place was removed meanwhile.');
  if (place.revision !== input.revision) {
    const sentence = 'Somebody changed this place while you looked at it. Look at it again, then decide.';
    throw new DomainError('conflict', sentence);
  }
  return place;
}

/** The same for a place elsewhere: this server itself has no token and is always there. */
export async function lockPlaceElsewhere(ctx: CommandContext, input: PlaceAtRevision): Promise<Selectable<PlaceTable>> {
  const place = await lockPlace(ctx, input);
  if (place.id === HERE)
    throw new DomainError('closed', 'This server is always a place: take its checks away instead.');
  return place;
}

/**
 * Holds the places that a check is to be polled from, before the check itself: none of them is removed until the transaction
 * ends, and whoever comes after a removal is told.
 */
export async function lockChosenPlaces(ctx: CommandContext, placeIds: readonly string[]): Promise<void> {
  const elsewhere = placeIds.filter((id) => id !== HERE);
  if (elsewhere.length === 0) return;
  const query = ctx.db.selectFrom('place').select(['name', 'removedAt']).where('id', 'in', elsewhere).orderBy('no');
  const removed = (await lockRows(ctx.db, query).execute()).filter(({ removedAt }) => removedAt !== null);
  if (removed.length === 0) return;
  const names = removed.map(({ name }) => name).join(', ');
  throw new DomainError('invalid', `${names}: removed meanwhile. Choose among the places that are left.`, 'places');
}
