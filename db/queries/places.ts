import type { Selectable } from 'kysely';
import type { BlindSpan, PlaceTimeline, Span } from '#domain/watching/agree-places';
import type { PlaceSpan } from '#domain/watching/judge-place';
import { HERE } from '#domain/watching/place-choice';
import type { Db } from '../connect.ts';
import type { CheckPlaceTable, PlaceTable } from '../schema/places.ts';

/** A place from which checks are polled; its token is not known to anybody here. */
export type Place = Omit<Selectable<PlaceTable>, 'tokenHash'> & { readonly hasToken: boolean };
export type CheckPlace = Selectable<CheckPlaceTable>;

/** The place whose agent holds a token; undefined where it was replaced or its place removed. */
export async function findPlaceByToken(db: Db, tokenHash: string): Promise<Place | undefined> {
  const row = await db
    .selectFrom('place')
    .selectAll()
    .where('tokenHash', '=', tokenHash)
    .where('removedAt', 'is', null)
    .executeTakeFirst();
  return row && withoutToken(row);
}

/** A place in use by its id. */
export async function findPlace(db: Db, id: string): Promise<Place | undefined> {
  const row = await db
    .selectFrom('place')
    .selectAll()
    .where('id', '=', id)
    .where('removedAt', 'is', null)
    .executeTakeFirst();
  return row && withoutToken(row);
}

/** Places in use, the server itself first. */
export async function listPlaces(db: Db): Promise<Place[]> {
  const rows = await db.selectFrom('place').selectAll().where('removedAt', 'is', null).orderBy('no').execute();
  return rows.map(withoutToken);
}

/** The same as choices of a form. */
export async function listPlaceChoices(
  db: Db,
): Promise<{ readonly id: string; readonly name: string; readonly isHere: boolean }[]> {
  return (await listPlaces(db)).map(({ id, name }) => ({ id, name, isHere: id === HERE }));
}

function withoutToken({ tokenHash, ...place }: Selectable<PlaceTable>): Place {
  return { ...place, hasToken: tokenHash !== null };
}

/** From where a check is polled where that is more than here, with what each place saw last. */
export function listPlacesOfCheck(db: Db, checkId: string): Promise<CheckPlace[]> {
  return db.selectFrom('checkPlace').selectAll().where('checkId', '=', checkId).orderBy('placeId').execute();
}

/** What was last seen of checks from here, of those that other places see as well. */
export async function listViewsFromHere(
  db: Db,
  checkIds: readonly string[],
): Promise<Map<string, Pick<CheckPlace, 'state' | 'failureCount'>>> {
  const rows = await db
    .selectFrom('checkPlace')
    .select(['checkId', 'state', 'failureCount'])
    .where('placeId', '=', HERE)
    .where('checkId', 'in', [...checkIds])
    .execute();
  return new Map(rows.map(({ checkId, ...view }) => [checkId, view]));
}

/** What each place of a check saw of it, as far as it reaches to an instant or beyond. */
export async function listPlaceTimelines(
  db: Db,
  { checkId, since }: { readonly checkId: string; readonly since: number },
): Promise<PlaceTimeline[]> {
  const places = await db
    .selectFrom('checkPlace')
    .select('placeId')
    .where('checkId', '=', checkId)
    .orderBy('placeId')
    .execute();
  const spans = await db
    .selectFrom('placeSpan')
    .select(['placeId', 'kind', 'startedAt', 'endedAt', 'cause'])
    .where('checkId', '=', checkId)
    .where((eb) => eb.or([eb('endedAt', 'is', null), eb('endedAt', '>', since)]))
    .orderBy('startedAt')
    .execute();
  const of = Map.groupBy(spans, ({ placeId }) => placeId);
  return places.map(({ placeId }) => {
    const own = of.get(placeId) ?? [];
    return {
      failing: own.filter(({ kind }) => kind === 'failing'),
      blind: own.flatMap((span) => (span.kind === 'blind' ? [{ ...span, cause: span.cause ?? 'not-running' }] : [])),
    };
  });
}

/** The spans of a check from a place that have not ended. */
export function listOpenPlaceSpans(
  db: Db,
  { checkId, placeId }: { readonly checkId: string; readonly placeId: string },
): Promise<PlaceSpan[]> {
  return db
    .selectFrom('placeSpan')
    .select(['kind', 'startedAt', 'endedAt', 'cause'])
    .where('checkId', '=', checkId)
    .where('placeId', '=', placeId)
    .where('endedAt', 'is', null)
    .execute();
}

/** The spans of a check from a place that were cut off at an instant by its pause, as they were before. */
export async function listPausedPlaceSpans(
  db: Db,
  { checkId, placeId, pausedAt }: { readonly checkId: string; readonly placeId: string; readonly pausedAt: number },
): Promise<PlaceSpan[]> {
  const spans = await db
    .selectFrom('placeSpan')
    .select(['kind', 'startedAt', 'cause'])
    .where('checkId', '=', checkId)
    .where('placeId', '=', placeId)
    .where('startedAt', '<', pausedAt)
    .where('endedAt', '=', pausedAt)
    .execute();
  return spans.map((span) => ({ ...span, endedAt: null }));
}

export interface WrittenAgreement {
  readonly failing: readonly Span[];
  readonly blind: readonly (BlindSpan & { readonly id: string })[];
}

/** What stands in the books of a check from an instant on: as agreed, one that ends just there included. */
export async function getWrittenAgreement(
  db: Db,
  { checkId, from }: { readonly checkId: string; readonly from: number },
): Promise<WrittenAgreement> {
  const failing = await db
    .selectFrom('checkSpan')
    .select(['startedAt', 'endedAt'])
    .where('checkId', '=', checkId)
    .where('kind', '=', 'failing')
    .where('takenBackAt', 'is', null)
    .where((eb) => eb.or([eb('endedAt', 'is', null), eb('endedAt', '>=', from)]))
    .orderBy('startedAt')
    .execute();
  const blind = await db
    .selectFrom('measurementGap')
    .select(['id', 'startedAt', 'endedAt', 'cause'])
    .where('checkId', '=', checkId)
    .where((eb) => eb.or([eb('endedAt', 'is', null), eb('endedAt', '>=', from)]))
    .orderBy('startedAt')
    .execute();
  return { failing, blind };
}
