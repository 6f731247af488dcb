import type { ImportFacts, KnownContract } from '#domain/credits/contract-import';
import type { Instant } from '#domain/time';
import type { Db } from '../connect.ts';
import { listServicesToCover } from './contracts.ts';
import { listOrganizations } from './organizations.ts';
import { listPolicyVersions } from './policies.ts';

/** What a file of contracts is planned against. */
export async function getImportFacts(db: Db, now: Instant): Promise<ImportFacts> {
  const services = await listServicesToCover(db);
  return {
    organizations: await listOrganizations(db),
    policies: await listPolicyVersions(db),
    services: services.map(({ id, slug, names, shownTo }) => ({ id, slug, name: names.en ?? slug, shownTo })),
    contracts: await listKnownContracts(db),
    now,
  };
}

async function listKnownContracts(db: Db): Promise<KnownContract[]> {
  const contracts = await db
    .selectFrom('contract')
    .select(['id', 'organizationId', 'direction', 'counterparty', 'customerDomain', 'accountNumber'])
    .select(['startsAt', 'endsAt', 'importKey'])
    .execute();
  const services = Map.groupBy(
    await db.selectFrom('contractService').selectAll().execute(),
    ({ contractId }) => contractId,
  );
  return contracts.map(({ id, ...contract }) => ({
    ...contract,
    serviceIds: (services.get(id) ?? []).map(({ serviceId }) => serviceId),
  }));
}
