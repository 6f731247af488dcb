import { HERE } from '#domain/watching/place-choice';
import type { SeenCheck } from '#domain/watching/seen-check';
import type { SampleState } from '#domain/words';
import type { Db } from '../connect.ts';
import { onOpenBlindSpan } from './blind-spans.ts';
import { listPlaces, type Place } from './places.ts';

export interface PlaceLine extends Place {
  readonly checks: number;
}

/** Places in use with how many checks are polled from each. */
export async function listPlaceLines(db: Db): Promise<PlaceLine[]> {
  const places = await listPlaces(db);
  const shared = await db
    .selectFrom('checkPlace')
    .innerJoin('healthCheck', 'healthCheck.id', 'checkPlace.checkId')
    .select((eb) => ['placeId', eb.fn.countAll<number>().as('checks')])
    .where('archivedAt', 'is', null)
    .groupBy('placeId')
    .execute();
  const alone = await db
    .selectFrom('healthCheck')
    .select((eb) => eb.fn.countAll<number>().as('checks'))
    .where('archivedAt', 'is', null)
    .where('polledFrom', '=', 'here')
    .executeTakeFirst();
  const countOf = new Map(shared.map(({ placeId, checks }) => [placeId, Number(checks)]));
  countOf.set(HERE, (countOf.get(HERE) ?? 0) + Number(alone?.checks ?? 0));
  return places.map((place) => ({ ...place, checks: countOf.get(place.id) ?? 0 }));
}

/** The checks that are polled from a place, in the order of their services; of this server those it sees alone as well. */
export async function listChecksOfPlace(
  db: Db,
  placeId: string,
  { limit }: { readonly limit: number },
): Promise<SeenCheck[]> {
  const isHere = placeId === HERE;
  const rows = await db
    .selectFrom('healthCheck')
    .innerJoin('service', 'service.id', 'healthCheck.serviceId')
    .leftJoin('checkPlace', (join) =>
      join.onRef('checkPlace.checkId', '=', 'healthCheck.id').on('checkPlace.placeId', '=', placeId),
    )
    .leftJoin('placeSpan', onOpenBlindSpan)
    .select((eb) => [
      ...(['healthCheck.id', 'healthCheck.name', 'service.names', 'pausedAt', 'secrets', 'target'] as const),
      ...(['checkPlace.placeId', 'healthCheck.state', 'checkPlace.state as seenState'] as const),
      ...(['healthCheck.lastSampleAt', 'checkPlace.lastSampleAt as seenAt'] as const),
      ...(['healthCheck.lastCause', 'checkPlace.lastCause as seenCause', 'placeSpan.startedAt as blindSince'] as const),
      eb
        .selectFrom('checkPlace as other')
        .select((eb) => eb.fn.countAll<number>().as('others'))
        .whereRef('other.checkId', '=', 'healthCheck.id')
        .where('other.placeId', '<>', placeId)
        .as('others'),
    ])
    .where('healthCheck.archivedAt', 'is', null)
    .where((eb) =>
      eb.or([eb('checkPlace.placeId', 'is not', null), ...(isHere ? [eb('polledFrom', '=', 'here')] : [])]),
    )
    .orderBy('service.position')
    .orderBy('healthCheck.no')
    .limit(limit)
    .execute();
  return rows.map(
    ({ names, secrets, target, others, placeId, seenState, seenAt, seenCause, blindSince, ...check }) => ({
      ...check,
      ...(placeId === null
        ? {}
        : {
            state: blindSince === null ? (seenState ?? 'unknown') : 'unknown',
            lastSampleAt: seenAt,
            lastCause: seenCause,
          }),
      serviceNames: JSON.parse(names),
      hasSecrets: secrets !== null || target.includes('"env"'),
      isOnly: Number(others ?? 0) === 0,
    }),
  );
}

/** What a place last saw of a check. */
export interface PlaceSight {
  readonly placeId: string;
  readonly name: string;
  readonly state: SampleState;
  readonly isBlind: boolean;
  readonly blindCause: string | null;
  readonly lastSampleAt: number | null;
  readonly lastCause: string | null;
  readonly lastDetail: string | null;
  readonly lastLatencyMs: number | null;
}

/** What each place of a check sees now; none where it is polled from here alone. */
export async function listSightsOfCheck(db: Db, checkId: string): Promise<PlaceSight[]> {
  const rows = await db
    .selectFrom('checkPlace')
    .innerJoin('place', 'place.id', 'checkPlace.placeId')
    .leftJoin('placeSpan', onOpenBlindSpan)
    .select([
      ...(['checkPlace.placeId', 'place.name', 'checkPlace.state', 'checkPlace.lastSampleAt'] as const),
      ...(['checkPlace.lastCause', 'checkPlace.lastDetail', 'checkPlace.lastLatencyMs', 'firstUpAt'] as const),
      ...(['placeSpan.startedAt as blindSince', 'placeSpan.cause as blindCause'] as const),
    ])
    .where('checkPlace.checkId', '=', checkId)
    .orderBy('place.no')
    .execute();
  return rows.map(({ blindSince, blindCause, firstUpAt, ...row }) => ({
    ...row,
    isBlind: blindSince !== null,
    // Blind since it was chosen, before it measured anything; what it measured since never was good.
    blindCause:
      blindCause === 'not-running' && firstUpAt === null && row.lastSampleAt !== null ? 'never-reached' : blindCause,
  }));
}
