import { findPersonByEmail, getStanding } from '#db/queries/people';
import { isMailAddress } from '#domain/mail-address';
import { DAY_MS } from '#domain/time';
import type { Language, OperatorRole } from '#domain/words';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { type AccessLink, createAccessLink } from './create-access-link.ts';
import { queueLetter } from './queue-letter.ts';
import { requireFullOperator } from './require-full-operator.ts';
import { writeAudit } from './write-audit.ts';

export const INVITATION_MS = 7 * DAY_MS;

export interface OperatorInvitation {
  readonly email: string;
  readonly roles: readonly OperatorRole[];
  readonly lang: Language;
}

/** Invites a person to become an operator with these roles; the link goes out by mail and is returned. */
export async function inviteOperator(ctx: CommandContext, input: OperatorInvitation): Promise<AccessLink> {
  requireFullOperator(ctx);
  if (!isMailAddress(input.email))
    throw new DomainError('invalid', 'Write one mail address, such as ada@example.com.', 'email');
  if (input.roles.length === 0) throw new DomainError('invalid', 'Choose at least one role.', 'roles');
  return inTransaction(ctx, async (inside) => {
    await refuseOperator(inside, input.email);
    const expiresAt = inside.now() + INVITATION_MS;
    const link = await createAccessLink(inside, {
      purpose: 'invitation',
      email: input.email,
      operatorRoles: input.roles,
      lang: input.lang,
      expiresAt,
    });
    const letter = { path: link.path, inviterName: inside.actor.name, organizationName: null, expiresAt };
    await queueLetter(inside, { to: input.email, lang: input.lang, letter: { kind: 'invitation', ...letter } });
    await writeAudit(inside, {
      action: 'invite-operator',
      subjectKind: 'invitation',
      subjectId: link.id,
      detail: { email: input.email, roles: input.roles },
    });
    return link;
  });
}

async function refuseOperator(ctx: CommandContext, email: string): Promise<void> {
  const person = await findPersonByEmail(ctx.db, email);
  if (!person) return;
  const { operatorRoles } = await getStanding(ctx.db, person.id);
  if (operatorRoles.length > 0)
    throw new DomainError('conflict', 'This person is an operator already. Change the roles below instead.', 'email');
}
