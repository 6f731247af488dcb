import type { HealthCheck } from '#db/queries/checks';
import { lockRows } from '#db/row-locks';
import { type CommandContext, DomainError } from './context.ts';

export interface CheckAtRevision {
  readonly checkId: string;
  /** What the person looked at when he decided; another one meanwhile refuses him. */
  readonly revision: number;
}

/** Holds the check until the transaction ends; refuses one that is gone, belongs to the catalogue or was changed meanwhile. */
export async function lockConsoleCheck(ctx: CommandContext, input: CheckAtRevision): Promise<HealthCheck> {
  const query = ctx.db.selectFrom('healthCheck').selectAll().where('id', '=', input.checkId);
  const check = await lockRows(ctx.db, query).executeTakeFirst();
  if (!check) throw new DomainError('not-found', 'There is no such check.');
  if (check.archivedAt !== null) throw new DomainError('closed', 'This check was deleted meanwhile.');
  if (check.origin === 'catalogue') {
    throw new DomainError('closed', 'This check belongs to the catalogue file: change it there and start again.');
  }
  if (check.revision !== input.revision) {
    const sentence = 'Somebody changed this check while you looked at it. Look at it again, then decide.';
    throw new DomainError('conflict', sentence);
  }
  return check;
}
