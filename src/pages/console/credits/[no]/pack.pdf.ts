import type { APIRoute } from 'astro';
import { findPackOfClaim } from '#db/queries/claim-packs';
import { claimPack } from '#domain/credits/claim-pack';
import { refusalResponse, refuseConsole } from '#lib/page-guard';
import { readNumber } from '#lib/read-number';
import { noPack, packPdf, textLanguage } from '../../../_credits/pack-downloads.ts';

/** A claim against a provider as a document. */
export const GET: APIRoute = async ({ locals: { ctx }, url, params }) => {
  const refusal = refuseConsole(ctx.actor, ['money', 'audit']);
  if (refusal) return refusalResponse(refusal, url);
  const asked = { no: readNumber(params['no']) ?? 0, now: ctx.now() };
  const found = await findPackOfClaim(ctx.db, 'every-organization', asked);
  const pack = found && claimPack(found.facts);
  return pack ? packPdf(pack, textLanguage(url, 'lang', 'en')) : noPack();
};
