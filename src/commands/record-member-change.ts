import type { MemberRole } from '#domain/words';
import { type CommandContext, inTransaction } from './context.ts';
import { endSessions } from './end-sessions.ts';
import { writeAudit } from './write-audit.ts';

export interface MemberChange {
  readonly action: 'change-member-role' | 'remove-member';
  readonly userId: string;
  readonly organizationId: string;
  readonly email: string;
  readonly role: MemberRole;
}

/** Writes down a change of membership and ends the person's sessions. */
export async function recordMemberChange(ctx: CommandContext, change: MemberChange): Promise<void> {
  await inTransaction(ctx, async (inside) => {
    await endSessions(inside, change.userId);
    await writeAudit(inside, {
      action: change.action,
      subjectKind: 'person',
      subjectId: change.userId,
      organizationId: change.organizationId,
      detail: { email: change.email, role: change.role },
    });
  });
}
