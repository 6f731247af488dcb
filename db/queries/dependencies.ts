import type { Dependency } from '#domain/watching/dependencies';
import type { Db } from '../connect.ts';

/** Which service needs which; there are as many as people wrote, so all are read at once. */
export async function listDependencies(db: Db): Promise<Dependency[]> {
  return db.selectFrom('serviceDependency').selectAll().orderBy('serviceId').orderBy('needsId').execute();
}
