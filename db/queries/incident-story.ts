import type { AutomaticText } from '#domain/watching/automatic-text';
import type { Db } from '../connect.ts';

/** Whether the last thing an open incident says by itself of a service is that it is over for it. */
export async function wasToldOver(
  db: Db,
  { incidentId, serviceId }: { readonly incidentId: string; readonly serviceId: string },
): Promise<boolean> {
  const row = await db
    .selectFrom('incidentUpdate')
    .select('automatic')
    .where('incidentId', '=', incidentId)
    .where('automatic', 'like', `%${JSON.stringify(serviceId)}%`)
    .orderBy('at', 'desc')
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .execute();
  const lines = row.map(({ automatic }): AutomaticText => JSON.parse(automatic ?? '{}'));
  // It is named as one that remains, too, where others are over.
  return lines.find(({ serviceIds }) => serviceIds.includes(serviceId))?.remaining !== undefined;
}
