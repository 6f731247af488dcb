import type { APIRoute } from 'astro';
import { findEvidenceDocument } from '#db/queries/evidence-document';
import { evidenceDownload } from '#lib/evidence-download';
import { refusalResponse, refusePortal } from '#lib/page-guard';
import { readNumber } from '#lib/read-number';

/** The evidence of one window of a contract of the reader's organisation. */
export const GET: APIRoute = async ({ locals: { ctx }, url, params, rewrite }) => {
  const { actor } = ctx;
  if (actor.kind !== 'member') return refusalResponse(refusePortal(actor) ?? 'forbidden', url);
  const { contract: contractId = '', month = '' } = params;
  const revision = readNumber(url.searchParams.get('revision'));
  const scope = { organizationId: actor.organizationId };
  const documented = await findEvidenceDocument(ctx.db, scope, { contractId, month, now: ctx.now(), revision });
  if (!documented) return rewrite('/404');
  return evidenceDownload({ document: documented.document, window: documented.found.window });
};
