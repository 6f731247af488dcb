import type { APIRoute } from 'astro';
import { listEntries } from '#db/queries/ledger';
import { ledgerLine } from '#domain/credits/ledger-line';
import { csvDownload, ledgerCsv } from '#lib/ledger-csv';
import { refusalResponse, refusePortal } from '#lib/page-guard';
import { readerLanguage } from '#lib/reader-language';

const LONGEST = 100_000;

/** The statement of the reader's organisation as CSV. */
export const GET: APIRoute = async ({ locals, url, request, cookies }) => {
  const { ctx } = locals;
  if (ctx.actor.kind !== 'member') return refusalResponse(refusePortal(ctx.actor) ?? 'forbidden', url);
  const { organizationId } = ctx.actor;
  const entries = await listEntries(ctx.db, { organizationId }, { limit: LONGEST });
  return csvDownload(ledgerCsv(entries.map(ledgerLine), readerLanguage({ url, request, cookies })), 'credits.csv');
};
