import type { Db } from '#db/connect';
import type { Actor } from '#domain/actor';
import type { Instant } from '#domain/time';
import type { OperatorRole } from '#domain/words';

/** What every command gets first: the database (or an open transaction), the time, fresh ids, and who acts. */
export interface CommandContext {
  readonly db: Db;
  readonly now: () => Instant;
  readonly newId: () => string;
  readonly actor: Actor;
}

/** `not-yet` passes by itself: whoever can wait tries the same again a little later. */
export type DomainErrorCode =
  | 'not-found'
  | 'conflict'
  | 'invalid'
  | 'forbidden'
  | 'already-decided'
  | 'closed'
  | 'not-yet';

/** An expected refusal; the message is a sentence for the person who asked. Compare `code`: the class exists twice in one process. */
export class DomainError extends Error {
  readonly code: DomainErrorCode;
  /** The form field that is wrong, where one is. */
  readonly field: string | undefined;

  constructor(code: DomainErrorCode, message: string, field?: string) {
    super(message);
    this.name = 'DomainError';
    this.code = code;
    this.field = field;
  }
}

/** Whether an error is one of ours, across the two copies of this module. */
export function isDomainError(error: unknown): error is DomainError {
  return error instanceof Error && error.name === 'DomainError' && 'code' in error;
}

/** Runs `work` in one transaction, or in the one that is already open. */
export function inTransaction<T>(ctx: CommandContext, work: (ctx: CommandContext) => Promise<T>): Promise<T> {
  if (ctx.db.isTransaction) return work(ctx);
  return ctx.db.transaction().execute((db) => work({ ...ctx, db }));
}

/** Refuses anyone but an operator with the role; a missing role is 403, not 404. */
export function requireOperator(ctx: CommandContext, role: OperatorRole): void {
  if (ctx.actor.kind === 'system' || ctx.actor.kind === 'cli') return;
  if (ctx.actor.kind === 'operator' && ctx.actor.roles.includes(role)) return;
  throw new DomainError('forbidden', `This needs the operator role “${role}”.`);
}

/** The organisation of the acting admin; viewers and everyone else are refused. */
export function requireAdmin(ctx: CommandContext): string {
  if (ctx.actor.kind === 'member' && ctx.actor.role === 'admin') return ctx.actor.organizationId;
  throw new DomainError('forbidden', 'Only an admin of the organisation may do this.');
}
