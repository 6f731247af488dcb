import type { LocalizedText } from '#domain/localized-text';
import type { SampleState } from '#domain/words';
import type { Db } from '../connect.ts';
import { listPlaces, type Place } from './places.ts';

export interface PlaceLine extends Place {
  readonly checks: number;
}

/** Places in use with how many checks are polled from each; of this server, those it shares with others. */
export async function listPlaceLines(db: Db): Promise<PlaceLine[]> {
  const places = await listPlaces(db);
  const counts = await db
    .selectFrom('checkPlace')
    .innerJoin('healthCheck', 'healthCheck.id', 'checkPlace.checkId')
    .select((eb) => ['placeId', eb.fn.countAll<number>().as('checks')])
    .where('archivedAt', 'is', null)
    .groupBy('placeId')
    .execute();
  const countOf = new Map(counts.map(({ placeId, checks }) => [placeId, Number(checks)]));
  return places.map((place) => ({ ...place, checks: countOf.get(place.id) ?? 0 }));
}

/** A check as one place sees it. */
export interface SeenCheck {
  readonly id: string;
  readonly name: string;
  readonly serviceNames: LocalizedText;
  readonly state: SampleState;
  readonly lastSampleAt: number | null;
  readonly lastCause: string | null;
  readonly hasSecrets: boolean;
  /** Whether no other place sees it. */
  readonly isOnly: boolean;
}

/** The checks that are polled from a place, in the order of their services. */
export async function listChecksOfPlace(db: Db, placeId: string): Promise<SeenCheck[]> {
  const rows = await db
    .selectFrom('checkPlace')
    .innerJoin('healthCheck', 'healthCheck.id', 'checkPlace.checkId')
    .innerJoin('service', 'service.id', 'healthCheck.serviceId')
    .select((eb) => [
      ...(['healthCheck.id', 'healthCheck.name', 'service.names', 'checkPlace.state'] as const),
      ...(['checkPlace.lastSampleAt', 'checkPlace.lastCause', 'secrets', 'target'] as const),
      eb
        .selectFrom('checkPlace as other')
        .select((eb) => eb.fn.countAll<number>().as('others'))
        .whereRef('other.checkId', '=', 'checkPlace.checkId')
        .where('other.placeId', '<>', placeId)
        .as('others'),
    ])
    .where('checkPlace.placeId', '=', placeId)
    .where('healthCheck.archivedAt', 'is', null)
    .orderBy('service.position')
    .orderBy('healthCheck.no')
    .execute();
  return rows.map(({ names, secrets, target, others, ...row }) => ({
    ...row,
    serviceNames: JSON.parse(names),
    hasSecrets: secrets !== null || target.includes('"env"'),
    isOnly: Number(others ?? 0) === 0,
  }));
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
    .leftJoin('placeSpan', (join) =>
      join
        .onRef('placeSpan.checkId', '=', 'checkPlace.checkId')
        .onRef('placeSpan.placeId', '=', 'checkPlace.placeId')
        .on('placeSpan.kind', '=', 'blind')
        .on('placeSpan.endedAt', 'is', null),
    )
    .select([
      ...(['checkPlace.placeId', 'place.name', 'checkPlace.state', 'checkPlace.lastSampleAt'] as const),
      ...(['checkPlace.lastCause', 'checkPlace.lastDetail', 'checkPlace.lastLatencyMs'] as const),
      ...(['placeSpan.startedAt as blindSince', 'placeSpan.cause as blindCause'] as const),
    ])
    .where('checkPlace.checkId', '=', checkId)
    .orderBy('place.no')
    .execute();
  return rows.map(({ blindSince, ...row }) => ({ ...row, isBlind: blindSince !== null }));
}
