import type { APIRoute } from 'astro';
import { findCreditFile } from '#db/queries/credit-files';
import { fileDownload } from '#lib/file-download';
import { refusalResponse, refusePortal } from '#lib/page-guard';

/** A file of a claim of the reader's organisation, or of a draft of the reader's own. */
export const GET: APIRoute = async ({ locals, url, params, rewrite }) => {
  const { ctx } = locals;
  if (ctx.actor.kind !== 'member') return refusalResponse(refusePortal(ctx.actor) ?? 'forbidden', url);
  const { organizationId, id: personId } = ctx.actor;
  const file = await findCreditFile(ctx.db, { organizationId, personId }, params['id'] ?? '');
  return file ? fileDownload(file) : rewrite('/404');
};
