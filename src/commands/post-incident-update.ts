import { planMove, problemOfPromise } from '#domain/incidents/moves';
import type { IncidentStage, Language } from '#domain/words';
import { announceIncident } from './announce-incident.ts';
import { appendIncidentUpdate } from './append-incident-update.ts';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { endDeclaredOutages } from './end-declared-outages.ts';
import { lockIncident } from './lock-incident.ts';
import { writeAudit } from './write-audit.ts';

export interface PostIncidentUpdateInput {
  readonly incidentId: string;
  readonly stage: IncidentStage;
  readonly body: string;
  readonly lang: Language;
  /** When readers may expect the next one; null promises nothing. */
  readonly nextUpdateDueAt: number | null;
  readonly submissionKey: string;
}

/** Tells how an incident goes on; with the stage `resolved` it is over, and the outages declared by hand end with it. */
export function postIncidentUpdate(ctx: CommandContext, input: PostIncidentUpdateInput): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const incident = await lockIncident(ctx, input.incidentId);
    const { incidentId, stage } = input;
    const move = planMove(incident.stage, stage);
    if (!(await appendIncidentUpdate(ctx, input))) return;
    if (move === 'refused') {
      throw new DomainError('closed', 'This incident is resolved. Reopen it if it goes on.', 'stage');
    }
    const promise = move === 'continue' ? problemOfPromise(input.nextUpdateDueAt, ctx.now()) : undefined;
    if (promise) throw new DomainError('invalid', promise, 'nextUpdateDueAt');
    if (move === 'resolve') await endDeclaredOutages(ctx, incidentId);
    await ctx.db
      .updateTable('incident')
      .set({
        stage,
        nextUpdateDueAt: move === 'continue' ? input.nextUpdateDueAt : null,
        ...(move === 'resolve' ? { resolvedAt: Math.max(ctx.now(), incident.startedAt), publishAt: null } : {}),
        updatedAt: ctx.now(),
      })
      .where('id', '=', incidentId)
      .execute();
    await announceIncident(ctx, { incidentId, kind: move === 'resolve' ? 'incident.resolved' : 'incident.updated' });
    const action = move === 'resolve' ? 'resolve-incident' : 'post-incident-update';
    const detail = { stage, nextUpdateDueAt: input.nextUpdateDueAt };
    await writeAudit(ctx, { action, subjectKind: 'incident', subjectId: incidentId, detail });
  });
}
