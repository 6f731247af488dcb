import type { IncidentReport } from '#db/queries/reports';
import type { Language } from '#domain/words';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { markPublicChange } from './mark-public-change.ts';
import { writeAudit } from './write-audit.ts';

export interface SaveReportInput {
  readonly incidentId: string;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  readonly lang: Language;
  /** The revision the author had before him; 0 where there was no report yet. */
  readonly seenRevision: number;
}

/** Saves the draft of an incident's report, or corrects the published one. */
export async function saveReport(ctx: CommandContext, input: SaveReportInput): Promise<IncidentReport> {
  requireOperator(ctx, 'tickets');
  return inTransaction(ctx, async (tx) => {
    const report = input.seenRevision === 0 ? await insert(tx, input) : await update(tx, input);
    if (!report)
      throw new DomainError(
        'conflict',
        'Somebody else saved this report while you wrote. Copy your text, load the page anew and bring both together.',
      );
    await writeAudit(tx, {
      action: report.publishedAt === null ? 'save-report' : 'correct-report',
      subjectKind: 'incident-report',
      subjectId: report.id,
      detail: { incidentId: input.incidentId, revision: report.revision },
    });
    if (report.publishedAt !== null && report.visibility === 'public') await markPublicChange(tx);
    return report;
  });
}

async function insert(ctx: CommandContext, input: SaveReportInput): Promise<IncidentReport | undefined> {
  const incident = await ctx.db
    .selectFrom('incident')
    .select('id')
    .where('id', '=', input.incidentId)
    .executeTakeFirst();
  if (!incident) throw new DomainError('not-found', 'There is no such incident.');
  return ctx.db
    .insertInto('incidentReport')
    .values({
      id: ctx.newId(),
      incidentId: input.incidentId,
      title: input.title,
      body: input.body,
      lang: input.lang,
      visibility: 'operators',
      authorName: ctx.actor.name,
      createdAt: ctx.now(),
      updatedAt: ctx.now(),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
}

async function update(ctx: CommandContext, input: SaveReportInput): Promise<IncidentReport | undefined> {
  return ctx.db
    .updateTable('incidentReport')
    .set((eb) => ({
      title: input.title,
      body: input.body,
      lang: input.lang,
      revision: eb('revision', '+', 1),
      updatedAt: ctx.now(),
    }))
    .where('incidentId', '=', input.incidentId)
    .where('revision', '=', input.seenRevision)
    .returningAll()
    .executeTakeFirst();
}
