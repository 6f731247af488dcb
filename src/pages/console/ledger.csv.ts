import type { APIRoute } from 'astro';
import { listEntries } from '#db/queries/ledger';
import { ledgerLine } from '#domain/credits/ledger-line';
import { csvDownload, ledgerCsv } from '#lib/ledger-csv';
import { refusalResponse, refuseConsole } from '#lib/page-guard';

const LONGEST = 100_000;

/** The whole ledger as CSV. */
export const GET: APIRoute = async ({ locals: { ctx }, url }) => {
  const refusal = refuseConsole(ctx.actor, ['money', 'audit']);
  if (refusal) return refusalResponse(refusal, url);
  const entries = await listEntries(ctx.db, 'every-organization', { limit: LONGEST });
  return csvDownload(ledgerCsv(entries.map(ledgerLine), 'en'), 'ledger.csv');
};
