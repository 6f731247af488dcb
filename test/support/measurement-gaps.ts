import type { Db } from '#db/connect';

/** The times in which checks of the services saw nothing, as they stand in the database, with what the cause was. */
export function listWrittenGaps(db: Db, serviceIds: readonly string[]) {
  return db
    .selectFrom('measurementGap')
    .select(['checkId', 'startedAt', 'endedAt', 'cause'])
    .where('serviceId', 'in', [...serviceIds])
    .orderBy('startedAt')
    .execute();
}
