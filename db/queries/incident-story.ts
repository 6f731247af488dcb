import type { AutomaticText } from '#domain/watching/automatic-text';
import type { Db } from '../connect.ts';

/** The last thing an open incident says by itself of a service; it is named as one that remains, too, where others are over. */
export async function findLastLine(
  db: Db,
  { incidentId, serviceId }: { readonly incidentId: string; readonly serviceId: string },
): Promise<AutomaticText | undefined> {
  const rows = await db
    .selectFrom('incidentUpdate')
    .select('automatic')
    .where('incidentId', '=', incidentId)
    .where('automatic', 'like', `%${JSON.stringify(serviceId)}%`)
    .orderBy('at', 'desc')
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .execute();
  const lines = rows.map(({ automatic }): AutomaticText => JSON.parse(automatic ?? '{}'));
  return lines.find(({ serviceIds }) => serviceIds.includes(serviceId));
}

/** Whether that is that it is over for it. */
export async function wasToldOver(
  db: Db,
  service: { readonly incidentId: string; readonly serviceId: string },
): Promise<boolean> {
  return (await findLastLine(db, service))?.remaining !== undefined;
}
