import type { Actor } from '#domain/actor';
import { OPERATOR_ROLES } from '#domain/words';

/** An operator with every role: the one who lets people in. */
export function isFullOperator(actor: Actor): boolean {
  return actor.kind === 'operator' && OPERATOR_ROLES.every((role) => actor.roles.includes(role));
}
