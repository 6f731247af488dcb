import type { APIRoute } from 'astro';
import { findEvidenceDocument } from '#db/queries/evidence-document';
import { evidenceDownload } from '#lib/evidence-download';
import { refusalResponse, refuseConsole } from '#lib/page-guard';
import { readNumber } from '#lib/read-number';

/** The evidence of one window of any contract. */
export const GET: APIRoute = async ({ locals: { ctx }, url, params, rewrite }) => {
  const refusal = refuseConsole(ctx.actor, ['money', 'audit']);
  if (refusal) return refusalResponse(refusal, url);
  const { id: contractId = '', month = '' } = params;
  const revision = readNumber(url.searchParams.get('revision'));
  const place = { contractId, month, now: ctx.now(), revision };
  const documented = await findEvidenceDocument(ctx.db, 'every-organization', place);
  if (!documented) return rewrite('/404');
  return evidenceDownload({ document: documented.document, window: documented.found.window });
};
