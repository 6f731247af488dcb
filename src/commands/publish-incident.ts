import { announceIncident } from './announce-incident.ts';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { lockIncident } from './lock-incident.ts';
import { markPublicChange } from './mark-public-change.ts';
import { writeAudit } from './write-audit.ts';

/** Shows a draft or held incident to its readers now. */
export function publishIncident(ctx: CommandContext, input: { readonly incidentId: string }): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const { incidentId } = input;
    const incident = await lockIncident(ctx, incidentId);
    if (incident.publishedAt !== null) throw new DomainError('conflict', 'This incident is published already.');
    await ctx.db
      .updateTable('incident')
      .set({ publishedAt: ctx.now(), publishAt: null, updatedAt: ctx.now() })
      .where('id', '=', incidentId)
      .execute();
    const kind = incident.resolvedAt === null ? 'incident.opened' : 'incident.resolved';
    await announceIncident(ctx, { incidentId, kind });
    await markPublicChange(ctx);
    await writeAudit(ctx, { action: 'publish-incident', subjectKind: 'incident', subjectId: incidentId });
  });
}
