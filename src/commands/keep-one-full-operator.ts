import { getFullOperatorCount } from '#db/queries/people';
import { type CommandContext, DomainError } from './context.ts';

/** Refuses, inside its transaction, a change after which nobody could let people in any more. */
export async function keepOneFullOperator(ctx: CommandContext): Promise<void> {
  if ((await getFullOperatorCount(ctx.db)) > 0) return;
  throw new DomainError('conflict', 'At least one operator has to keep every role. Give them to somebody else first.');
}
