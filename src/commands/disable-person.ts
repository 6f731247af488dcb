import { findPerson } from '#db/queries/people';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { endSessions } from './end-sessions.ts';
import { lockRoles } from './grant-roles.ts';
import { keepOneFullOperator } from './keep-one-full-operator.ts';
import { requireFullOperator } from './require-full-operator.ts';
import { writeAudit } from './write-audit.ts';

/** Ends a person's access: every session now, and every sign-in from now on. */
export async function disablePerson(ctx: CommandContext, { userId }: { readonly userId: string }): Promise<void> {
  requireFullOperator(ctx);
  await inTransaction(ctx, async (inside) => {
    await lockRoles(inside);
    const person = await findPerson(inside.db, userId);
    if (!person) throw new DomainError('not-found', 'There is no such person.');
    await endSessions(inside, userId);
    await inside.db
      .updateTable('accountState')
      .set({ disabledAt: inside.now(), disabledBy: inside.actor.name })
      .where('userId', '=', userId)
      .execute();
    await keepOneFullOperator(inside);
    await writeAudit(inside, {
      action: 'disable-person',
      subjectKind: 'person',
      subjectId: userId,
      detail: { email: person.email },
    });
  });
}

/** Lets a person sign in again with the password, roles and memberships of before. */
export async function enablePerson(ctx: CommandContext, { userId }: { readonly userId: string }): Promise<void> {
  requireFullOperator(ctx);
  await inTransaction(ctx, async (inside) => {
    const enabled = await inside.db
      .updateTable('accountState')
      .set({ disabledAt: null, disabledBy: null })
      .where('userId', '=', userId)
      .where('disabledAt', 'is not', null)
      .returning('userId')
      .executeTakeFirst();
    if (!enabled) throw new DomainError('not-found', 'There is no such person whose access has ended.');
    await writeAudit(inside, { action: 'enable-person', subjectKind: 'person', subjectId: userId });
  });
}
