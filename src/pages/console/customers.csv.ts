import type { APIRoute } from 'astro';
import { listServicesToCover } from '#db/queries/contracts';
import { listMatrixClaims, listMatrixCustomers, listMatrixLines } from '#db/queries/customer-matrix';
import { type PlacedEntry, placeEntries } from '#domain/credits/many/build-matrix';
import { monthOf } from '#domain/time';
import { localText } from '#i18n/language';
import { csvDownload } from '#lib/ledger-csv';
import { matrixCsv } from '#lib/matrix-csv';
import { refusalResponse, refuseConsole } from '#lib/page-guard';
import { readFilter } from './customers/_filter.ts';

const BATCH = 200;
const MOST_LINES = 200_000;

/** The overview of customers as CSV: every customer that fits, not one page. */
export const GET: APIRoute = async ({ locals: { ctx }, url }) => {
  const refusal = refuseConsole(ctx.actor, ['money', 'audit']);
  if (refusal) return refusalResponse(refusal, url);
  const { db } = ctx;
  const now = ctx.now();
  const filter = readFilter(url.searchParams, now);
  const entries: PlacedEntry[] = [];
  const customers = new Map<string, string>();
  let after: { name: string; id: string } | undefined;
  for (;;) {
    const page = await listMatrixCustomers(db, { ...filter, now, limit: BATCH, after });
    const ids = page.map(({ id }) => id);
    for (const { id, name } of page) customers.set(id, name);
    const lines = await listMatrixLines(db, ids, filter);
    const claims = await listMatrixClaims(db, ids, filter);
    const placed = placeEntries({ lines, claims, now, columns: filter.columns, openMonth: monthOf(now, 'UTC') });
    for (const entry of placed) entries.push(entry);
    after = page.at(-1);
    if (page.length < BATCH || entries.length > MOST_LINES) break;
  }
  const services = new Map((await listServicesToCover(db)).map(({ id, names }) => [id, localText(names, 'en').text]));
  return csvDownload(matrixCsv(entries, { customers, services }), `customers-${filter.month}.csv`);
};
