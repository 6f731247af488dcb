import type { APIRoute } from 'astro';
import { listAuditLines } from '#db/queries/audit';
import { auditCsv } from '#lib/audit-csv';
import { auditBounds, readAuditFilter } from '#lib/audit-filter';
import { csvDownload } from '#lib/ledger-csv';
import { refusalResponse, refuseConsole } from '#lib/page-guard';

const LONGEST = 50_000;

/** The log, as far as the filter lets it through, for a spreadsheet. */
export const GET: APIRoute = async ({ locals: { ctx }, url }) => {
  const refusal = refuseConsole(ctx.actor, 'audit');
  if (refusal) return refusalResponse(refusal, url);
  const organizationId = url.searchParams.get('organization') || undefined;
  const filter = { ...auditBounds(readAuditFilter(url)), organizationId, limit: LONGEST };
  return csvDownload(auditCsv((await listAuditLines(ctx.db, filter)).lines, 'en'), 'audit.csv');
};
