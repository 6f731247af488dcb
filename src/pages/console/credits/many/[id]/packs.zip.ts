import type { APIRoute } from 'astro';
import { findBulkDecision, listBulkItems } from '#db/queries/bulk-decisions';
import { packParts } from '#domain/credits/many/pack-parts';
import { refusalResponse, refuseConsole } from '#lib/page-guard';
import { readNumber } from '#lib/read-number';
import { zipDownload } from '#lib/zip-files';
import { packArchive } from '../../../../_credits/pack-archive.ts';
import { noPack, textLanguage } from '../../../../_credits/pack-downloads.ts';

/** The packs of the claims that one step made for many contracts. */
export const GET: APIRoute = async ({ locals: { ctx }, url, params }) => {
  const refusal = refuseConsole(ctx.actor, ['money', 'audit']);
  if (refusal) return refusalResponse(refusal, url);
  const bulk = await findBulkDecision(ctx.db, params['id'] ?? '');
  if (bulk?.action !== 'ask') return noPack();
  const parts = packParts(await listBulkItems(ctx.db, bulk.id));
  const part = parts[(readNumber(url.searchParams.get('part')) ?? 1) - 1];
  if (!part) return noPack();
  const lang = textLanguage(url, 'lang', 'en');
  const archive = await packArchive(ctx, { claims: part.claims, lang });
  return zipDownload(archive, `claims-${part.claims.at(0)}-${part.claims.at(-1)}.zip`);
};
