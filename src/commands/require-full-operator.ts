import { isFullOperator } from '#domain/accounts/full-operator';
import { type CommandContext, DomainError } from './context.ts';

/** Refuses anyone but an operator who holds every role: nobody hands out what he does not have. */
export function requireFullOperator(ctx: CommandContext): void {
  if (ctx.actor.kind === 'system' || ctx.actor.kind === 'cli' || isFullOperator(ctx.actor)) return;
  throw new DomainError('forbidden', 'Only an operator who holds every role may do this.');
}

/** Refuses anyone who looks after neither this organisation's people nor everybody's; a stranger does not learn that it exists. */
export function requireKeeperOf(ctx: CommandContext, organizationId: string): void {
  if (ctx.actor.kind !== 'member') {
    requireFullOperator(ctx);
    return;
  }
  if (ctx.actor.organizationId !== organizationId) {
    throw new DomainError('not-found', 'There is no such organisation.');
  }
  if (ctx.actor.role !== 'admin') throw new DomainError('forbidden', 'Only an admin of the organisation may do this.');
}
