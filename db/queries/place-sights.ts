import type { PlaceSight } from '#domain/status/place-lines';
import type { Db } from '../connect.ts';

/** Of each running check of a service that several places share: what each of them sees now. */
export async function listPlaceSights(db: Db, serviceId: string): Promise<PlaceSight[][]> {
  const rows = await db
    .selectFrom('checkPlace')
    .innerJoin('healthCheck', 'healthCheck.id', 'checkPlace.checkId')
    .innerJoin('place', 'place.id', 'checkPlace.placeId')
    .leftJoin('placeSpan', (join) =>
      join
        .onRef('placeSpan.checkId', '=', 'checkPlace.checkId')
        .onRef('placeSpan.placeId', '=', 'checkPlace.placeId')
        .on('placeSpan.kind', '=', 'blind')
        .on('placeSpan.endedAt', 'is', null),
    )
    .select(['checkPlace.checkId', 'place.name', 'checkPlace.state', 'placeSpan.startedAt as blindSince'])
    .where('healthCheck.serviceId', '=', serviceId)
    .where('healthCheck.archivedAt', 'is', null)
    .where('healthCheck.pausedAt', 'is', null)
    .orderBy('healthCheck.no')
    .orderBy('place.no')
    .execute();
  const sights = rows.map(({ checkId, name, state, blindSince }) => ({
    checkId,
    sight: { name, state: blindSince === null ? state : ('unknown' as const) },
  }));
  return [...Map.groupBy(sights, ({ checkId }) => checkId).values()].map((own) => own.map(({ sight }) => sight));
}
