import type { CommandContext } from './context.ts';

export interface AuditInput {
  /** Verb and noun, e.g. `grant-credit`. */
  readonly action: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly organizationId?: string | null;
  /** What changed, without secrets; stored as JSON. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Appends one line to the audit log; call it inside the transaction of the change. */
export async function writeAudit(ctx: CommandContext, input: AuditInput): Promise<void> {
  const actor = ctx.actor;
  await ctx.db
    .insertInto('auditEntry')
    .values({
      id: ctx.newId(),
      at: ctx.now(),
      actorKind: actor.kind,
      actorId: actor.id,
      actorName: actor.name,
      organizationId: input.organizationId ?? (actor.kind === 'member' ? actor.organizationId : null),
      action: input.action,
      subjectKind: input.subjectKind,
      subjectId: input.subjectId,
      detail: JSON.stringify(input.detail ?? {}),
    })
    .execute();
}
