import type { AstroGlobal } from 'astro';
import type { CommandContext } from '#commands/context';
import type { OperatorRole } from '#domain/words';
import { refusalResponse, refuseConsole } from '#lib/page-guard';

export interface ConsoleVisit {
  readonly ctx: CommandContext;
  readonly roles: readonly OperatorRole[];
  /** Whether he may send the page's forms; without it they are not shown. */
  readonly writes: boolean;
}

/** Who may open a page and who may send its forms. */
export interface ConsoleAccess {
  readonly reads: readonly OperatorRole[];
  readonly writes: OperatorRole;
}

/** Pages about money: auditors read, the money role decides. */
export const MONEY_PAGE: ConsoleAccess = { reads: ['money', 'audit'], writes: 'money' };

/** Who visits the console, or the answer that turns him away; `needed` is the role, or the roles, of the page. */
export function visitConsole(astro: AstroGlobal, needed?: OperatorRole | ConsoleAccess): ConsoleVisit | Response {
  const { ctx } = astro.locals;
  const access = typeof needed === 'object' ? needed : { reads: needed && [needed], writes: needed };
  const reading = astro.request.method === 'GET' || astro.request.method === 'HEAD';
  const refusal = refuseConsole(ctx.actor, reading ? access.reads : access.writes && [access.writes]);
  if (refusal) return refusalResponse(refusal, astro.url);
  const roles = ctx.actor.kind === 'operator' ? ctx.actor.roles : [];
  return { ctx, roles, writes: access.writes === undefined || roles.includes(access.writes) };
}
