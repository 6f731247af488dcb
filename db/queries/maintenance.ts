import { type AnnouncedSpan, mergeAnnounced } from '#domain/maintenance/spans';
import type { Db } from '../connect.ts';

/** Time that was announced as maintenance of a service and stands so. */
export interface MaintenanceSpan extends AnnouncedSpan {
  readonly serviceId: string;
}

/** Announced maintenance of services that touches a span of time, whole and merged per service, in the order of time. */
export async function listMaintenanceSpans(
  db: Db,
  input: { readonly serviceIds: readonly string[]; readonly from: number; readonly to: number },
): Promise<MaintenanceSpan[]> {
  if (input.serviceIds.length === 0) return [];
  const rows = await db
    .selectFrom('maintenanceAnnouncement')
    .select(['serviceId', 'startsAt as startedAt', 'endsAt as endedAt', 'announcedAt'])
    .where('withdrawnAt', 'is', null)
    .where('serviceId', 'in', [...input.serviceIds])
    .where('startsAt', '<', input.to)
    .where('endsAt', '>', input.from)
    .orderBy('serviceId')
    .execute();
  return [...Map.groupBy(rows, ({ serviceId }) => serviceId)].flatMap(([serviceId, own]) =>
    mergeAnnounced(own).map((span) => ({ ...span, serviceId })),
  );
}
