import { findOrganization, listMembers } from '#db/queries/organizations';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { endSessions } from './end-sessions.ts';
import { requireFullOperator } from './require-full-operator.ts';
import { writeAudit } from './write-audit.ts';

interface Subject {
  readonly organizationId: string;
}

/** Closes an organisation: its people keep their accounts and reach nothing of it; its records stay. */
export async function disableOrganization(ctx: CommandContext, { organizationId }: Subject): Promise<void> {
  requireFullOperator(ctx);
  await inTransaction(ctx, async (inside) => {
    const organization = await findOrganization(inside.db, organizationId);
    if (!organization) throw new DomainError('not-found', 'There is no such organisation.');
    const state = { disabledAt: inside.now(), disabledBy: inside.actor.name };
    await inside.db
      .insertInto('organizationState')
      .values({ organizationId, ...state })
      .onConflict((conflict) => conflict.column('organizationId').doUpdateSet(state))
      .execute();
    for (const member of await listMembers(inside.db, { organizationId })) await endSessions(inside, member.userId);
    await record(inside, 'disable-organization', organizationId);
  });
}

/** Opens a closed organisation again. */
export async function enableOrganization(ctx: CommandContext, { organizationId }: Subject): Promise<void> {
  requireFullOperator(ctx);
  await inTransaction(ctx, async (inside) => {
    const enabled = await inside.db
      .updateTable('organizationState')
      .set({ disabledAt: null, disabledBy: null })
      .where('organizationId', '=', organizationId)
      .where('disabledAt', 'is not', null)
      .returning('organizationId')
      .executeTakeFirst();
    if (!enabled) throw new DomainError('not-found', 'There is no such closed organisation.');
    await record(inside, 'enable-organization', organizationId);
  });
}

function record(ctx: CommandContext, action: string, organizationId: string): Promise<void> {
  return writeAudit(ctx, { action, subjectKind: 'organization', subjectId: organizationId, organizationId });
}
