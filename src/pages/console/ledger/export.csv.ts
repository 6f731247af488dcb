import type { APIRoute } from 'astro';
import { exportCsv } from '#lib/ledger-export';
import { askedExport, exportHeaders } from './_export.ts';

/** Entries behind `since` for billing, as CSV. */
export const GET: APIRoute = async (context) => {
  const page = await askedExport(context);
  if (page instanceof Response) return page;
  const headers = exportHeaders(page, 'text/csv; charset=utf-8');
  const name = `ledger-from-${page.entries[0]?.cursor ?? page.next}.csv`;
  return new Response(exportCsv(page), {
    headers: { ...headers, 'content-disposition': `attachment; filename="${name}"` },
  });
};
