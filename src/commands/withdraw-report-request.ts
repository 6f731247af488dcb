import { type CommandContext, DomainError, inTransaction, requireAdmin } from './context.ts';
import { writeAudit } from './write-audit.ts';

/** An admin takes a request back that nobody has answered yet. */
export async function withdrawReportRequest(ctx: CommandContext, input: { readonly requestId: string }): Promise<void> {
  const organizationId = requireAdmin(ctx);
  return inTransaction(ctx, async (tx) => {
    const own = tx.db
      .updateTable('reportRequest')
      .set({ stage: 'withdrawn', decidedBy: tx.actor.name, decidedAt: tx.now() })
      .where('id', '=', input.requestId)
      .where('organizationId', '=', organizationId);
    const withdrawn = await own.where('stage', '=', 'submitted').returning('id').executeTakeFirst();
    if (!withdrawn) return refuse(tx, organizationId, input.requestId);
    await writeAudit(tx, {
      action: 'withdraw-report-request',
      subjectKind: 'report-request',
      subjectId: input.requestId,
      organizationId,
    });
  });
}

async function refuse(ctx: CommandContext, organizationId: string, requestId: string): Promise<never> {
  const row = await ctx.db
    .selectFrom('reportRequest')
    .select('id')
    .where('id', '=', requestId)
    .where('organizationId', '=', organizationId)
    .executeTakeFirst();
  throw row
    ? new DomainError('already-decided', 'The request was answered meanwhile.')
    : new DomainError('not-found', 'There is no such request.');
}
