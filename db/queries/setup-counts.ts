import type { Db } from '../connect.ts';

export interface SetupCounts {
  readonly organizations: number;
  readonly contracts: number;
  readonly services: number;
}

/** Of each thing a new installation needs, whether there is one: none or one is all that is counted. */
export async function findSetupCounts(db: Db): Promise<SetupCounts> {
  const [organizations, contracts, services] = await Promise.all([
    db.selectFrom('organization').select('id').limit(1).execute(),
    db.selectFrom('contract').select('id').limit(1).execute(),
    db.selectFrom('service').select('id').where('archivedAt', 'is', null).limit(1).execute(),
  ]);
  return { organizations: organizations.length, contracts: contracts.length, services: services.length };
}
