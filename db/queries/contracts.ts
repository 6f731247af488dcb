import type { Selectable } from 'kysely';
import type { Language } from '#domain/words';
import type { Db } from '../connect.ts';
import type { ContractTable } from '../schema/contracts.ts';
import type { LedgerScope } from './ledger.ts';

export interface ContractSummary extends Selectable<ContractTable> {
  readonly policyName: string;
  readonly policyVersion: number;
  readonly organizationName: string | null;
}

export interface ContractService {
  readonly id: string;
  readonly slug: string;
  readonly names: Readonly<Partial<Record<Language, string>>>;
}

export interface Contract extends ContractSummary {
  readonly services: readonly ContractService[];
}

/** Contracts in scope, running ones first, then by counterparty. */
export function listContracts(db: Db, scope: LedgerScope): Promise<ContractSummary[]> {
  return selectContracts(db, scope).orderBy('contract.counterparty').orderBy('contract.id').execute();
}

/** One contract with its services; undefined when it is not there or not in scope. */
export async function findContract(db: Db, scope: LedgerScope, id: string): Promise<Contract | undefined> {
  const contract = await selectContracts(db, scope).where('contract.id', '=', id).executeTakeFirst();
  if (!contract) return undefined;
  return { ...contract, services: await listContractServices(db, id) };
}

/** The services of a contract in the order of the status page. */
export async function listContractServices(db: Db, contractId: string): Promise<ContractService[]> {
  const rows = await db
    .selectFrom('contractService')
    .innerJoin('service', 'service.id', 'contractService.serviceId')
    .select(['service.id', 'service.slug', 'service.names'])
    .where('contractService.contractId', '=', contractId)
    .orderBy('service.position')
    .orderBy('service.id')
    .execute();
  return rows.map((row) => ({ ...row, names: JSON.parse(row.names) }));
}

/** The services a contract can cover. */
export async function listServicesToCover(db: Db): Promise<ContractService[]> {
  const rows = await db
    .selectFrom('service')
    .select(['id', 'slug', 'names'])
    .where('archivedAt', 'is', null)
    .orderBy('position')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ ...row, names: JSON.parse(row.names) }));
}

function selectContracts(db: Db, scope: LedgerScope) {
  const query = db
    .selectFrom('contract')
    .innerJoin('slaPolicy', 'slaPolicy.id', 'contract.policyId')
    .leftJoin('organization', 'organization.id', 'contract.organizationId')
    .selectAll('contract')
    .select([
      'slaPolicy.name as policyName',
      'slaPolicy.version as policyVersion',
      'organization.name as organizationName',
    ]);
  return scope === 'every-organization' ? query : query.where('contract.organizationId', '=', scope.organizationId);
}
