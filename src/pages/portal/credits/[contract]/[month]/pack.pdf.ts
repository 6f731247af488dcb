import type { APIRoute } from 'astro';
import { findPackOfWindow } from '#db/queries/claim-packs';
import { claimPack } from '#domain/credits/claim-pack';
import { refusalResponse, refusePortal } from '#lib/page-guard';
import { noPack, packPdf, textLanguage } from '../../../../_credits/pack-downloads.ts';

/** What can be claimed for in a window, as a document. */
export const GET: APIRoute = async ({ locals: { ctx }, url, params }) => {
  const { actor } = ctx;
  if (actor.kind !== 'member') return refusalResponse(refusePortal(actor) ?? 'forbidden', url);
  const asked = { contractId: params['contract'] ?? '', month: params['month'] ?? '', now: ctx.now() };
  const found = await findPackOfWindow(ctx.db, { organizationId: actor.organizationId }, asked);
  const pack = found && claimPack(found.facts);
  return pack ? packPdf(pack, textLanguage(url, 'lang', 'en')) : noPack();
};
