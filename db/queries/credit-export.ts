import type { ExportEntry, ExportPage } from '#domain/credits/export-page';
import type { Db } from '../connect.ts';

/** Committed entries that have no place in the export yet, in the order in which they get one. */
export async function listUnnumberedEntries(db: Db, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('creditExport')
    .innerJoin('creditEntry', 'creditEntry.id', 'creditExport.entryId')
    .select('creditExport.entryId')
    .where('creditExport.no', 'is', null)
    .orderBy('creditEntry.at')
    .orderBy('creditEntry.contractId')
    .orderBy('creditEntry.seq')
    .limit(limit)
    .execute();
  return rows.map(({ entryId }) => entryId);
}

/** The number that was given last; zero before the first. */
export async function findLastExportNumber(db: Db): Promise<number> {
  const row = await db
    .selectFrom('creditExport')
    .select((eb) => eb.fn.coalesce(eb.fn.max('no'), eb.lit(0)).as('no'))
    .executeTakeFirstOrThrow();
  return row.no ?? 0;
}

/** The entries behind a cursor, of every contract and without a person's name. */
export async function listExport(
  db: Db,
  { since, limit }: { readonly since: number; readonly limit: number },
): Promise<ExportPage> {
  const rows = await db
    .selectFrom('creditExport')
    .innerJoin('creditEntry as entry', 'entry.id', 'creditExport.entryId')
    .innerJoin('contract', 'contract.id', 'entry.contractId')
    .leftJoin('organization', 'organization.id', 'entry.organizationId')
    .leftJoin('creditRequest as request', 'request.id', 'entry.requestId')
    .select(['creditExport.no as cursor', 'entry.id', 'entry.seq', 'entry.at', 'entry.kind', 'entry.direction'])
    .select(['entry.unit', 'entry.currency', 'entry.amount', 'entry.windowStart', 'entry.reversesId', 'entry.hash'])
    .select(['entry.appliedTo', 'entry.reference', 'entry.invoiceDate', 'entry.invoiceMinor', 'entry.invoiceCurrency'])
    .select(['entry.contractId', 'contract.counterparty', 'contract.accountNumber', 'entry.organizationId'])
    .select(['organization.name as organizationName', 'request.no as requestNo'])
    .where('creditExport.no', '>', since)
    .orderBy('creditExport.no')
    .limit(limit + 1)
    .execute();
  const entries = rows.slice(0, limit).map((row): ExportEntry => ({ ...row, cursor: row.cursor ?? 0 }));
  return { entries, next: entries.at(-1)?.cursor ?? since, more: rows.length > limit };
}
