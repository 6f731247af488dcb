import type { Names } from '#domain/notice-payload';
import { MINUTE_MS } from '#domain/time';
import type { Db } from '../connect.ts';

/** So long a check has time for its first good answer. */
export const FIRST_ANSWER_MS = 15 * MINUTE_MS;

/** Checks in use that were asked and have had no good answer so far. A job that calls does so when it likes. */
export function unansweredChecks(db: Db) {
  return db
    .selectFrom('healthCheck')
    .where('archivedAt', 'is', null)
    .where('pausedAt', 'is', null)
    .where('kind', '<>', 'heartbeat')
    .where('state', '=', 'unknown')
    .where('firstUpAt', 'is', null)
    .where('lastSampleAt', 'is not', null);
}

export interface UnansweredCheck {
  readonly id: string;
  readonly name: string;
  readonly serviceNames: Names;
  readonly lastCause: string | null;
}

/** Those of some checks as a mail names them, in the order in which they were added. */
export async function listUnanswered(db: Db, ids: readonly string[]): Promise<UnansweredCheck[]> {
  const rows = await db
    .selectFrom('healthCheck')
    .innerJoin('service', 'service.id', 'healthCheck.serviceId')
    .select(['healthCheck.id', 'healthCheck.name', 'service.names', 'lastCause'])
    .where('healthCheck.id', 'in', [...ids])
    .orderBy('healthCheck.no')
    .execute();
  return rows.map(({ names, ...row }) => ({ ...row, serviceNames: JSON.parse(names) }));
}
