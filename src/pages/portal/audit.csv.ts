import type { APIRoute } from 'astro';
import { listOwnAuditLines } from '#db/queries/audit';
import { auditCsv } from '#lib/audit-csv';
import { auditBounds, readAuditFilter } from '#lib/audit-filter';
import { csvDownload } from '#lib/ledger-csv';
import { refusalResponse, refusePortal } from '#lib/page-guard';
import { readerLanguage } from '#lib/reader-language';

const LONGEST = 50_000;

/** What was written down about the reader's organisation, for a spreadsheet. */
export const GET: APIRoute = async ({ locals: { ctx }, url, request, cookies }) => {
  const { actor } = ctx;
  if (actor.kind !== 'member') return refusalResponse(refusePortal(actor) ?? 'forbidden', url);
  if (actor.role !== 'admin') return refusalResponse('forbidden', url);
  const filter = { ...auditBounds(readAuditFilter(url)), limit: LONGEST };
  const { lines } = await listOwnAuditLines(ctx.db, { organizationId: actor.organizationId }, filter);
  return csvDownload(auditCsv(lines, readerLanguage({ url, request, cookies })), 'audit.csv');
};
