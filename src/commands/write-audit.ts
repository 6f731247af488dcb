import { splitDetail } from '#domain/personal-detail';
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
  const id = ctx.newId();
  const at = ctx.now();
  const { facts, personal } = splitDetail(input.detail ?? {});
  await ctx.db
    .insertInto('auditEntry')
    .values({
      id,
      at,
      actorKind: actor.kind,
      actorId: actor.id,
      organizationId: input.organizationId ?? (actor.kind === 'member' ? actor.organizationId : null),
      action: input.action,
      subjectKind: input.subjectKind,
      subjectId: input.subjectId,
      detail: JSON.stringify(facts),
    })
    .execute();
  await ctx.db
    .insertInto('personalText')
    .values({ entryId: id, salt: null, name: actor.name, body: JSON.stringify(personal), writtenAt: at })
    .execute();
}
