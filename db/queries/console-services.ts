import type { Db } from '../connect.ts';

/** How many checks in use each service has, by its id. */
export async function getCheckTotals(db: Db): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('healthCheck')
    .select((eb) => ['serviceId', eb.fn.countAll<number>().as('count')])
    .where('archivedAt', 'is', null)
    .groupBy('serviceId')
    .execute();
  return new Map(rows.map(({ serviceId, count }) => [serviceId, Number(count)]));
}

/** The organisations that a service is shown to, by their ids. */
export async function listOrganizationsOfService(db: Db, serviceId: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('serviceOrganization')
    .select('organizationId')
    .where('serviceId', '=', serviceId)
    .execute();
  return rows.map(({ organizationId }) => organizationId);
}
