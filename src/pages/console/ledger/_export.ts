import type { APIContext } from 'astro';
import { numberEntries } from '#commands/number-entries';
import { listExport } from '#db/queries/credit-export';
import type { ExportPage } from '#domain/credits/export-page';
import { readExportQuestion } from '#lib/ledger-export';
import { refusalResponse, refuseConsole } from '#lib/page-guard';
import { MONEY_PAGE } from '../_visit.ts';

/** The page of the export that is asked for, or the answer that refuses it. */
export async function askedExport({ locals: { ctx }, url }: APIContext): Promise<ExportPage | Response> {
  const refusal = refuseConsole(ctx.actor, MONEY_PAGE.reads);
  if (refusal) return refusalResponse(refusal, url);
  const question = readExportQuestion(url.searchParams.get('since'), url.searchParams.get('limit'));
  if (typeof question === 'string') {
    return new Response(question, { status: 400, headers: { 'content-type': 'text/plain; charset=utf-8' } });
  }
  await numberEntries(ctx);
  return listExport(ctx.db, question);
}

/** Headers that say where to go on, for readers of either form. */
export function exportHeaders({ next, more }: ExportPage, type: string): Record<string, string> {
  return {
    'content-type': type,
    'x-next-cursor': String(next),
    'x-more-entries': more ? 'yes' : 'no',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
}
