import type { APIRoute } from 'astro';
import { findPackOfClaim } from '#db/queries/claim-packs';
import { claimPack } from '#domain/credits/claim-pack';
import { refusalResponse, refuseConsole } from '#lib/page-guard';
import { readNumber } from '#lib/read-number';
import { noPack, packCsv, textLanguage } from '../../../_credits/pack-downloads.ts';

/** The outages of a claim against a provider. */
export const GET: APIRoute = async ({ locals: { ctx }, url, params }) => {
  const refusal = refuseConsole(ctx.actor, ['money', 'audit']);
  if (refusal) return refusalResponse(refusal, url);
  const asked = { no: readNumber(params['no']) ?? 0, now: ctx.now() };
  const found = await findPackOfClaim(ctx.db, 'every-organization', asked);
  const pack = found && claimPack(found.facts);
  return pack ? packCsv(pack, textLanguage(url, 'lang', 'en')) : noPack();
};
