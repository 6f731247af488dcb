import type { PlaceSight } from '#domain/status/place-lines';
import { HERE } from '#domain/watching/place-choice';
import type { Db } from '../connect.ts';
import { canSeeNow, onOpenBlindSpan } from './blind-spans.ts';

/** The name that the migration gave to this server. */
const UNNAMED = 'Here';

/** Of each running check of a service that several places share: what each of them sees now. */
export async function listPlaceSights(db: Db, serviceId: string): Promise<PlaceSight[][]> {
  const rows = await db
    .selectFrom('checkPlace')
    .innerJoin('healthCheck', 'healthCheck.id', 'checkPlace.checkId')
    .innerJoin('place', 'place.id', 'checkPlace.placeId')
    .leftJoin('placeSpan', onOpenBlindSpan)
    .select([
      'checkPlace.checkId',
      'checkPlace.placeId',
      'place.name',
      'checkPlace.state',
      'placeSpan.startedAt as blindSince',
    ])
    .where('healthCheck.serviceId', '=', serviceId)
    .where('healthCheck.archivedAt', 'is', null)
    .where('healthCheck.pausedAt', 'is', null)
    .orderBy('healthCheck.no')
    .orderBy('place.no')
    .execute();
  const sights = rows.map(({ checkId, placeId, name, state, blindSince }) => ({
    checkId,
    sight: {
      name: placeId === HERE && name === UNNAMED ? null : name,
      state: blindSince === null ? state : ('unknown' as const),
    },
  }));
  return [...Map.groupBy(sights, ({ checkId }) => checkId).values()].map((own) => own.map(({ sight }) => sight));
}

/** From how many places these services are looked at now, where any of their checks has several; 0 where none has. */
export async function countSeeingPlaces(db: Db, serviceIds: readonly string[]): Promise<number> {
  if (serviceIds.length === 0) return 0;
  const row = await db
    .selectFrom('checkPlace')
    .innerJoin('healthCheck', 'healthCheck.id', 'checkPlace.checkId')
    .select((eb) => eb.fn.count<number>('checkPlace.placeId').distinct().as('places'))
    .where('healthCheck.serviceId', 'in', [...serviceIds])
    .where('healthCheck.archivedAt', 'is', null)
    .where('healthCheck.pausedAt', 'is', null)
    .where(canSeeNow)
    .executeTakeFirst();
  return Number(row?.places ?? 0);
}
