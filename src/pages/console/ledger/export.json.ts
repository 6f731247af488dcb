import type { APIRoute } from 'astro';
import { exportJson } from '#lib/ledger-export';
import { askedExport, exportHeaders } from './_export.ts';

/** Entries behind `since` for billing, as JSON. */
export const GET: APIRoute = async (context) => {
  const page = await askedExport(context);
  if (page instanceof Response) return page;
  return new Response(exportJson(page), { headers: exportHeaders(page, 'application/json') });
};
