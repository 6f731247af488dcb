import type { APIRoute } from 'astro';
import { findPackOfWindow } from '#db/queries/claim-packs';
import { claimPack } from '#domain/credits/claim-pack';
import { refusalResponse, refusePortal } from '#lib/page-guard';
import { noPack, packCsv, textLanguage } from '../../../../_credits/pack-downloads.ts';

/** The outages of a window that can be claimed for. */
export const GET: APIRoute = async ({ locals: { ctx }, url, params }) => {
  const { actor } = ctx;
  if (actor.kind !== 'member') return refusalResponse(refusePortal(actor) ?? 'forbidden', url);
  const asked = { contractId: params['contract'] ?? '', month: params['month'] ?? '', now: ctx.now() };
  const found = await findPackOfWindow(ctx.db, { organizationId: actor.organizationId }, asked);
  const pack = found && claimPack(found.facts);
  return pack ? packCsv(pack, textLanguage(url, 'lang', 'en')) : noPack();
};
