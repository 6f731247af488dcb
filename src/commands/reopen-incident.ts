import type { IncidentStage, Language } from '#domain/words';
import { announceIncident } from './announce-incident.ts';
import { appendIncidentUpdate } from './append-incident-update.ts';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { lockIncident } from './lock-incident.ts';
import { writeAudit } from './write-audit.ts';

export interface ReopenIncidentInput {
  readonly incidentId: string;
  readonly stage: Exclude<IncidentStage, 'resolved'>;
  readonly body: string;
  readonly lang: Language;
  readonly submissionKey: string;
}

/** Takes a resolution back: the incident goes on under its id. */
export function reopenIncident(ctx: CommandContext, input: ReopenIncidentInput): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const { incidentId, stage } = input;
    const incident = await lockIncident(ctx, incidentId);
    if (!(await appendIncidentUpdate(ctx, input))) return;
    if (incident.resolvedAt === null) throw new DomainError('conflict', 'This incident is open already.');
    await ctx.db
      .updateTable('incident')
      .set({ stage, resolvedAt: null, updatedAt: ctx.now() })
      .where('id', '=', incidentId)
      .execute();
    await announceIncident(ctx, { incidentId, kind: 'incident.updated' });
    await writeAudit(ctx, {
      action: 'reopen-incident',
      subjectKind: 'incident',
      subjectId: incidentId,
      detail: { stage },
    });
  });
}
