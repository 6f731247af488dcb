import { findPerson, getStanding } from '#db/queries/people';
import { OPERATOR_ROLES, type OperatorRole } from '#domain/words';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { endSessions } from './end-sessions.ts';
import { grantRoles, lockRoles } from './grant-roles.ts';
import { keepOneFullOperator } from './keep-one-full-operator.ts';
import { requireFullOperator } from './require-full-operator.ts';
import { writeAudit } from './write-audit.ts';

export interface RoleChange {
  readonly userId: string;
  /** All roles from now on; none makes the person no operator any more. */
  readonly roles: readonly OperatorRole[];
}

/** Sets the roles of an operator and ends his sessions. */
export async function setOperatorRoles(ctx: CommandContext, { userId, roles }: RoleChange): Promise<void> {
  requireFullOperator(ctx);
  await inTransaction(ctx, async (inside) => {
    await lockRoles(inside);
    const person = await findPerson(inside.db, userId);
    const { operatorRoles: before } = await getStanding(inside.db, userId);
    if (!person || before.length === 0) throw new DomainError('not-found', 'There is no such operator.');
    const after = OPERATOR_ROLES.filter((role) => roles.includes(role));
    if (after.join() === OPERATOR_ROLES.filter((role) => before.includes(role)).join()) return;
    await inside.db.deleteFrom('operatorRole').where('userId', '=', userId).execute();
    await grantRoles(inside, { userId, roles: after, grantedBy: inside.actor.name });
    await keepOneFullOperator(inside);
    await endSessions(inside, userId);
    await writeAudit(inside, {
      action: 'set-operator-roles',
      subjectKind: 'person',
      subjectId: userId,
      detail: { email: person.email, before, after },
    });
  });
}
