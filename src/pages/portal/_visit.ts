import type { AstroGlobal } from 'astro';
import type { CommandContext } from '#commands/context';
import type { Actor } from '#domain/actor';
import type { Language } from '#domain/words';
import { refusalResponse, refusePortal } from '#lib/page-guard';
import { readerLanguage } from '#lib/reader-language';

export interface PortalVisit {
  readonly ctx: CommandContext;
  /** What the visitor may read: his own organisation's. */
  readonly scope: { readonly organizationId: string };
  readonly audience: { readonly kind: 'organization'; readonly organizationId: string };
  readonly actor: Extract<Actor, { kind: 'member' }>;
  readonly lang: Language;
  /** Whether he may write, not only read. */
  readonly writes: boolean;
  readonly soloMode: boolean;
}

/** Who visits the portal, or the answer that turns him away: viewers from every form. */
export function visitPortal(astro: AstroGlobal): PortalVisit | Response {
  const { ctx, config } = astro.locals;
  const { actor } = ctx;
  if (actor.kind !== 'member') return refusalResponse(refusePortal(actor) ?? 'forbidden', astro.url);
  const { organizationId } = actor;
  const writes = actor.role === 'admin';
  if (!writes && astro.request.method === 'POST') return refusalResponse('forbidden', astro.url);
  return {
    ctx,
    scope: { organizationId },
    audience: { kind: 'organization', organizationId },
    actor,
    lang: readerLanguage(astro),
    writes,
    soloMode: config.soloMode,
  };
}
