import type { Db } from '../connect.ts';
import type { HealthCheck } from './checks.ts';

/** What of a check its agent needs. */
export type AssignableCheck = Pick<
  HealthCheck,
  | 'id'
  | 'no'
  | 'kind'
  | 'target'
  | 'secrets'
  | 'origin'
  | 'intervalMs'
  | 'timeoutMs'
  | 'recheckMs'
  | 'failAfter'
  | 'recoverAfter'
>;

/** The checks a place polls now. */
export function listAssignedChecks(db: Db, placeId: string): Promise<AssignableCheck[]> {
  return db
    .selectFrom('checkPlace')
    .innerJoin('healthCheck', 'healthCheck.id', 'checkPlace.checkId')
    .select([
      ...(['id', 'no', 'kind', 'target', 'secrets', 'origin'] as const),
      ...(['intervalMs', 'timeoutMs', 'recheckMs', 'failAfter', 'recoverAfter'] as const),
    ])
    .where('checkPlace.placeId', '=', placeId)
    .where('archivedAt', 'is', null)
    .where('pausedAt', 'is', null)
    .orderBy('no')
    .execute();
}
