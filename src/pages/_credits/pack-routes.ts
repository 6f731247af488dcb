import type { APIContext, APIRoute } from 'astro';
import type { CommandContext } from '#commands/context';
import { type FoundPack, findPackOfClaim, findPackOfWindow } from '#db/queries/claim-packs';
import type { LedgerScope } from '#db/queries/ledger';
import { type ClaimPack, claimPack } from '#domain/credits/claim-pack';
import type { Language } from '#domain/words';
import { refusalResponse, refuseConsole, refusePortal } from '#lib/page-guard';
import { readNumber } from '#lib/read-number';
import { noPack, textLanguage } from './pack-downloads.ts';

type FindPack = (
  ctx: CommandContext,
  scope: LedgerScope,
  params: APIContext['params'],
) => Promise<FoundPack | undefined>;
type WritePack = (pack: ClaimPack, lang: Language) => Response | Promise<Response>;

/** The pack of the claim in the address. */
export const packOfClaim: FindPack = (ctx, scope, { no }) =>
  findPackOfClaim(ctx.db, scope, { no: readNumber(no) ?? 0, now: ctx.now() });

/** The pack of the contract and month in the address, before anything was asked. */
export const packOfWindow: FindPack = (ctx, scope, { contract = '', month = '' }) =>
  findPackOfWindow(ctx.db, scope, { contractId: contract, month, now: ctx.now() });

/** Hands out a pack of the member's own organisation. */
export function portalPackRoute(find: FindPack, write: WritePack): APIRoute {
  return async ({ locals: { ctx }, url, params }) => {
    const { actor } = ctx;
    if (actor.kind !== 'member') return refusalResponse(refusePortal(actor) ?? 'forbidden', url);
    return writeFound(await find(ctx, { organizationId: actor.organizationId }, params), { url, write });
  };
}

/** Hands out any pack to operators who may see money. */
export function consolePackRoute(find: FindPack, write: WritePack): APIRoute {
  return async ({ locals: { ctx }, url, params }) => {
    const refusal = refuseConsole(ctx.actor, ['money', 'audit']);
    if (refusal) return refusalResponse(refusal, url);
    return writeFound(await find(ctx, 'every-organization', params), { url, write });
  };
}

function writeFound(
  found: FoundPack | undefined,
  { url, write }: { readonly url: URL; readonly write: WritePack },
): Response | Promise<Response> {
  const pack = found && claimPack(found.facts);
  return pack ? write(pack, textLanguage(url, 'lang', 'en')) : noPack();
}
