import type { Db } from '../connect.ts';

export interface CreditDraft {
  readonly id: string;
  readonly contractId: string;
  readonly month: string;
  readonly counterparty: string;
  readonly serviceIds: readonly string[];
  readonly note: string;
  readonly ticketNo: number | null;
  readonly affectedUsers: number | null;
  readonly reports: 'wanted' | 'not-wanted';
  readonly updatedAt: number;
}

/** Whose draft: a draft is seen by the person who writes it, and by nobody else. */
export interface DraftScope {
  readonly organizationId: string;
  readonly personId: string;
}

/** The one draft of a person for a contract and month. */
export async function findCreditDraft(
  db: Db,
  scope: DraftScope,
  place: { readonly contractId: string; readonly month: string },
): Promise<CreditDraft | undefined> {
  const row = await selectDrafts(db, scope)
    .where('draft.contractId', '=', place.contractId)
    .where('draft.month', '=', place.month)
    .executeTakeFirst();
  return row && { ...row, serviceIds: JSON.parse(row.serviceIds) };
}

/** A person's drafts, the one touched last first. */
export async function listCreditDrafts(db: Db, scope: DraftScope): Promise<CreditDraft[]> {
  const rows = await selectDrafts(db, scope).orderBy('draft.updatedAt', 'desc').limit(50).execute();
  return rows.map((row) => ({ ...row, serviceIds: JSON.parse(row.serviceIds) }));
}

function selectDrafts(db: Db, { organizationId, personId }: DraftScope) {
  return db
    .selectFrom('creditDraft as draft')
    .innerJoin('contract', 'contract.id', 'draft.contractId')
    .select(['draft.id', 'draft.contractId', 'draft.month', 'draft.serviceIds', 'draft.note', 'draft.ticketNo'])
    .select(['draft.affectedUsers', 'draft.reports', 'draft.updatedAt', 'contract.counterparty'])
    .where('draft.organizationId', '=', organizationId)
    .where('draft.personId', '=', personId);
}
