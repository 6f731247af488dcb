import type { Selectable } from 'kysely';
import type { CreditedService } from '#domain/credits/plan-corrections';
import type { CreditUnit, Language } from '#domain/words';
import type { Db } from '../connect.ts';
import type { CreditProposalTable } from '../schema/assessments.ts';
import { isOfGrant } from './granted-entries.ts';
import type { LedgerScope } from './ledger.ts';

/** What the ledger holds for one service of a window, over all claims that were granted. */
export interface LedgerService extends CreditedService {
  readonly requestId: string;
  readonly unit: CreditUnit;
  readonly currency: string | null;
  /** The grants that were not taken back, in their order. */
  readonly grants: readonly { readonly id: string; readonly amount: number }[];
  /** The last entry for it, of whatever kind. */
  readonly last: { readonly id: string; readonly at: number };
}

/** The services of a window that we granted something for, in the order of the grants. */
export async function listCreditedServices(
  db: Db,
  place: { readonly contractId: string; readonly windowStart: number },
): Promise<LedgerService[]> {
  const rows = await db
    .selectFrom('creditEntry as entry')
    .innerJoin('creditRequestItem as item', 'item.id', 'entry.itemId')
    .select(['item.serviceId', 'item.requestId', 'item.id as itemId', 'item.decidedAmount', 'item.endedAt'])
    .select(['entry.id', 'entry.at', 'entry.amount', 'entry.unit', 'entry.currency', 'entry.kind', 'entry.reversesId'])
    .where('entry.contractId', '=', place.contractId)
    .where('entry.windowStart', '=', place.windowStart)
    .where('entry.direction', '=', 'we-owe')
    .where(isOfGrant)
    .orderBy('entry.seq')
    .execute();
  const reversed = new Set(rows.map(({ reversesId }) => reversesId));
  return [...Map.groupBy(rows, (row) => row.serviceId)].flatMap(([serviceId, own]) => {
    const creditedAmount = own.reduce((sum, { amount }) => sum + amount, 0);
    const items = new Map(own.filter(({ endedAt }) => endedAt === null).map((row) => [row.itemId, row]));
    const [item, last] = [[...items.values()].at(-1), own.at(-1)];
    if (creditedAmount <= 0 || !item || !last) return [];
    const decidedAmount = [...items.values()].reduce((sum, one) => sum + (one.decidedAmount ?? 0), 0);
    const grants = own.filter(({ id, kind }) => kind === 'grant' && !reversed.has(id));
    const { requestId, unit, currency } = item;
    return [{ serviceId, creditedAmount, decidedAmount, requestId, unit, currency, grants, last }];
  });
}

/** By service, the latest assessment on which a correction was accepted or dismissed. */
export async function listDecidedAssessments(
  db: Db,
  place: { readonly contractId: string; readonly windowStart: number },
): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('creditProposal')
    .select(['serviceId', 'assessmentId'])
    .where('contractId', '=', place.contractId)
    .where('windowStart', '=', place.windowStart)
    .where('stage', 'in', ['accepted', 'dismissed'])
    .orderBy('id')
    .execute();
  return new Map(rows.map(({ serviceId, assessmentId }) => [serviceId, assessmentId]));
}

/** A proposal with what a reader needs to decide on it. */
export interface Proposal extends Selectable<CreditProposalTable> {
  readonly names: Readonly<Partial<Record<Language, string>>>;
  readonly counterparty: string;
  readonly organizationName: string | null;
  readonly requestNo: number;
  readonly revision: number;
  /** In which the months of the contract are counted. */
  readonly zone: string;
}

/** One proposal; undefined when it is not there or not in scope. */
export async function findProposal(db: Db, scope: LedgerScope, id: string): Promise<Proposal | undefined> {
  const row = await selectProposals(db, scope).where('proposal.id', '=', id).executeTakeFirst();
  return row && toProposal(row);
}

/** Proposals of one window, newest first. */
export async function listProposals(
  db: Db,
  scope: LedgerScope,
  place: { readonly contractId: string; readonly windowStart: number },
): Promise<Proposal[]> {
  const rows = await selectProposals(db, scope)
    .where('proposal.contractId', '=', place.contractId)
    .where('proposal.windowStart', '=', place.windowStart)
    .orderBy('proposal.id', 'desc')
    .execute();
  return rows.map(toProposal);
}

/** Proposals over all contracts: the open ones in the order of arrival, or the decided ones newest first. */
export async function listProposalQueue(
  db: Db,
  page: { readonly of: 'open' | 'decided'; readonly limit: number; readonly after?: string | undefined },
): Promise<Proposal[]> {
  const isOpen = page.of === 'open';
  let query = selectProposals(db, 'every-organization')
    .where('proposal.stage', isOpen ? '=' : '!=', 'open')
    .orderBy('proposal.id', isOpen ? 'asc' : 'desc')
    .limit(page.limit);
  if (page.after !== undefined) query = query.where('proposal.id', isOpen ? '>' : '<', page.after);
  return (await query.execute()).map(toProposal);
}

function selectProposals(db: Db, scope: LedgerScope) {
  const query = db
    .selectFrom('creditProposal as proposal')
    .innerJoin('contract', 'contract.id', 'proposal.contractId')
    .innerJoin('slaPolicy', 'slaPolicy.id', 'contract.policyId')
    .innerJoin('service', 'service.id', 'proposal.serviceId')
    .innerJoin('creditRequest as request', 'request.id', 'proposal.requestId')
    .innerJoin('slaAssessment as assessment', 'assessment.id', 'proposal.assessmentId')
    .leftJoin('organization', 'organization.id', 'proposal.organizationId')
    .selectAll('proposal')
    .select(['service.names', 'contract.counterparty', 'contract.zone', 'slaPolicy.terms', 'request.no as requestNo'])
    .select(['assessment.revision', 'organization.name as organizationName']);
  return scope === 'every-organization' ? query : query.where('proposal.organizationId', '=', scope.organizationId);
}

type ProposalRow = NonNullable<Awaited<ReturnType<ReturnType<typeof selectProposals>['executeTakeFirst']>>>;

function toProposal({ names, terms, zone, revision, ...row }: ProposalRow): Proposal {
  return { ...row, names: JSON.parse(names), zone: zone ?? JSON.parse(terms).window.zone, revision: revision ?? 0 };
}
