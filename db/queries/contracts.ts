import type { Selectable } from 'kysely';
import { type FeeHistory, feeHistory } from '#domain/credits/fee-history';
import type { GrantedDays } from '#domain/credits/term-extension';
import type { Language } from '#domain/words';
import type { Db } from '../connect.ts';
import type { ContractChangeTable, ContractTable } from '../schema/contracts.ts';
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

export interface ServiceToCover extends ContractService {
  /** The organisations that may see it; null for everybody. */
  readonly shownTo: readonly string[] | null;
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
export async function listServicesToCover(db: Db): Promise<ServiceToCover[]> {
  const rows = await db
    .selectFrom('service')
    .select(['id', 'slug', 'names', 'visibility'])
    .where('archivedAt', 'is', null)
    .orderBy('position')
    .orderBy('id')
    .execute();
  const organizations = Map.groupBy(
    await db.selectFrom('serviceOrganization').selectAll().execute(),
    ({ serviceId }) => serviceId,
  );
  return rows.map(({ visibility, names, ...row }) => {
    const named = visibility === 'organizations' ? (organizations.get(row.id) ?? []) : [];
    const shownTo = visibility === 'public' ? null : named.map(({ organizationId }) => organizationId);
    return { ...row, names: JSON.parse(names), shownTo };
  });
}

/** What was changed in a contract, as it was written down. */
export function listContractChanges(db: Db, contractId: string): Promise<Selectable<ContractChangeTable>[]> {
  return db
    .selectFrom('contractChange')
    .selectAll()
    .where('contractId', '=', contractId)
    .orderBy('at')
    .orderBy('id')
    .execute();
}

/** What a contract cost and costs: its own figures and every change. */
export async function getFeeHistory(db: Db, contract: Contract, zone: string): Promise<FeeHistory> {
  const changes = await listContractChanges(db, contract.id);
  return feeHistory(contract, { zone, services: contract.services.length, changes });
}

/** The days of service granted under a contract, and what of them has been applied. */
export async function findGrantedDays(db: Db, contractId: string): Promise<GrantedDays> {
  const rows = await db
    .selectFrom('creditEntry as entry')
    .leftJoin('creditEntry as reversed', 'reversed.id', 'entry.reversesId')
    .select(({ fn }) => [
      fn.coalesce('reversed.kind', 'entry.kind').as('kind'),
      fn.coalesce('reversed.appliedTo', 'entry.appliedTo').as('to'),
    ])
    .select(({ fn }) => fn.sum<number>('entry.amount').as('amount'))
    .where('entry.contractId', '=', contractId)
    .where('entry.unit', '=', 'days')
    .groupBy((eb) => [
      eb.fn.coalesce('reversed.kind', 'entry.kind'),
      eb.fn.coalesce('reversed.appliedTo', 'entry.appliedTo'),
    ])
    .execute();
  const sum = (kind: string, to?: string): number =>
    rows
      .filter((row) => row.kind === kind && (to === undefined || row.to === to))
      .reduce((total, row) => total + Number(row.amount), 0);
  return {
    granted: sum('grant'),
    appliedToTerm: 0 - sum('application', 'term'),
    appliedToInvoice: 0 - sum('application', 'invoice'),
  };
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
