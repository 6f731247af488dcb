import type { Instant } from '#domain/time';
import type { Language, MemberRole, OperatorRole } from '#domain/words';
import { hashToken, newToken } from '#lib/token';
import type { CommandContext } from './context.ts';

export interface NewAccessLink {
  readonly purpose: 'invitation' | 'reset';
  readonly email: string;
  readonly userId?: string;
  readonly organizationId?: string;
  readonly memberRole?: MemberRole;
  readonly operatorRoles?: readonly OperatorRole[];
  readonly lang: Language;
  readonly expiresAt: Instant;
}

export interface AccessLink {
  readonly id: string;
  /** Page the link leads to; the token in it is not kept anywhere. */
  readonly path: string;
}

/** Makes a link that works once; earlier ones of the same purpose for the same person and place stop working. */
export async function createAccessLink(ctx: CommandContext, link: NewAccessLink): Promise<AccessLink> {
  const token = newToken();
  const id = ctx.newId();
  const email = link.email.trim().toLowerCase();
  const organizationId = link.organizationId ?? null;
  await ctx.db
    .updateTable('accessLink')
    .set({ revokedAt: ctx.now() })
    .where('purpose', '=', link.purpose)
    .where('email', '=', email)
    .where('organizationId', organizationId === null ? 'is' : '=', organizationId)
    .where('usedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .execute();
  await ctx.db
    .insertInto('accessLink')
    .values({
      id,
      purpose: link.purpose,
      tokenHash: hashToken(token),
      email,
      userId: link.userId ?? null,
      organizationId,
      memberRole: link.memberRole ?? null,
      operatorRoles: JSON.stringify(link.operatorRoles ?? []),
      lang: link.lang,
      createdAt: ctx.now(),
      createdBy: ctx.actor.name,
      expiresAt: link.expiresAt,
    })
    .execute();
  return { id, path: `/${link.purpose}/${token}` };
}
