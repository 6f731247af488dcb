import type { AstroGlobal } from 'astro';
import type { CommandContext } from '#commands/context';
import type { OperatorRole } from '#domain/words';
import { refusalResponse, refuseConsole } from '#lib/page-guard';

export interface ConsoleVisit {
  readonly ctx: CommandContext;
  readonly roles: readonly OperatorRole[];
}

/** Who visits the console, or the answer that turns him away; `role` is what the page needs. */
export function visitConsole(astro: AstroGlobal, role?: OperatorRole): ConsoleVisit | Response {
  const { ctx } = astro.locals;
  const refusal = refuseConsole(ctx.actor, role);
  if (refusal) return refusalResponse(refusal, astro.url);
  return { ctx, roles: ctx.actor.kind === 'operator' ? ctx.actor.roles : [] };
}
