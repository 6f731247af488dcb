import type { Db } from '#db/connect';

export interface OverduePromise {
  readonly incidentId: string;
  readonly title: string;
  readonly dueAt: number;
}

/** Open incidents whose promised next update is due and not yet reminded of; a new update sets a new promise or none. */
export async function listOverduePromises(db: Db, now: number): Promise<OverduePromise[]> {
  const rows = await db
    .selectFrom('incident')
    .select(['id', 'title', 'nextUpdateDueAt'])
    .where('nextUpdateDueAt', '<=', now)
    .where('resolvedAt', 'is', null)
    .where((eb) => eb.or([eb('remindedFor', 'is', null), eb('remindedFor', '<>', eb.ref('nextUpdateDueAt'))]))
    .orderBy('nextUpdateDueAt')
    .limit(100)
    .execute();
  return rows.flatMap(({ id, title, nextUpdateDueAt }) =>
    nextUpdateDueAt === null ? [] : [{ incidentId: id, title, dueAt: nextUpdateDueAt }],
  );
}
