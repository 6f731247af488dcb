import type { APIRoute } from 'astro';
import { findCreditFile } from '#db/queries/credit-files';
import { fileDownload } from '#lib/file-download';
import { refusalResponse, refuseConsole } from '#lib/page-guard';

/** A file that was sent with a claim, for those who decide about money and those who audit. */
export const GET: APIRoute = async ({ locals, url, params, rewrite }) => {
  const { ctx } = locals;
  const refusal = refuseConsole(ctx.actor, 'money') && refuseConsole(ctx.actor, 'audit');
  if (refusal) return refusalResponse(refusal, url);
  const file = await findCreditFile(ctx.db, 'operator', params['id'] ?? '');
  return file ? fileDownload(file) : rewrite('/404');
};
