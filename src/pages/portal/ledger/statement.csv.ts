import type { APIRoute } from 'astro';
import { csvDownload } from '#lib/ledger-csv';
import { statementCsv } from '#lib/statement-csv';
import { statementName } from '#lib/statement-request';
import { portalStatement } from './_statement.ts';

/** The statement of the reader's organisation for a spreadsheet, with all that is needed to verify it. */
export const GET: APIRoute = async (context) => {
  const asked = await portalStatement(context);
  if (asked instanceof Response) return asked;
  return csvDownload(statementCsv(asked.statement, asked.lang), statementName(asked.request, 'csv'));
};
