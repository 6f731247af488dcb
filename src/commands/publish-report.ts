import type { IncidentReport } from '#db/queries/reports';
import { listReaderAddresses } from '#db/queries/ticket-people';
import { announceReport } from './announce-report.ts';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { queueLetter } from './queue-letter.ts';
import { type SaveReportInput, saveReport } from './save-report.ts';
import { writeAudit } from './write-audit.ts';

export interface PublishReportInput extends SaveReportInput {
  /** For everybody, or for the organisations that asked. */
  readonly visibility: 'public' | 'organizations';
}

/** Publishes an incident's report as it is sent here: every request about the incident is answered by it. */
export async function publishReport(ctx: CommandContext, input: PublishReportInput): Promise<void> {
  requireOperator(ctx, 'tickets');
  return inTransaction(ctx, async (tx) => {
    const saved = await saveReport(tx, input);
    if (saved.visibility === 'public' && input.visibility !== 'public')
      throw new DomainError('invalid', 'The report is public already; that cannot be taken back.', 'visibility');
    if (input.visibility === 'public') await refuseSecret(tx, input.incidentId);
    const firstPublic = input.visibility === 'public' && saved.visibility !== 'public';
    const report = await publish(tx, saved, input.visibility);
    const answered = await answerRequests(tx, report);
    if (input.visibility === 'organizations' && answered === 0 && saved.publishedAt === null)
      throw new DomainError(
        'invalid',
        'Nobody has asked for this report. Publish it for everybody, or keep the draft.',
        'visibility',
      );
    await writeAudit(tx, {
      action: 'publish-report',
      subjectKind: 'incident-report',
      subjectId: report.id,
      detail: { incidentId: input.incidentId, visibility: input.visibility, answered },
    });
    if (firstPublic) await announceReport(tx, report);
  });
}

async function refuseSecret(ctx: CommandContext, incidentId: string): Promise<void> {
  const incident = await ctx.db
    .selectFrom('incident')
    .select(['visibility', 'publishedAt'])
    .where('id', '=', incidentId)
    .executeTakeFirst();
  if (incident?.visibility === 'public' && incident.publishedAt !== null) return;
  throw new DomainError(
    'invalid',
    'The incident itself is not public. Publish it first, or choose those who asked.',
    'visibility',
  );
}

async function publish(
  ctx: CommandContext,
  report: IncidentReport,
  visibility: PublishReportInput['visibility'],
): Promise<IncidentReport> {
  return ctx.db
    .updateTable('incidentReport')
    .set({ visibility, publishedAt: report.publishedAt ?? ctx.now() })
    .where('id', '=', report.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Ends every waiting request about the incident with this report; returns how many there were. */
async function answerRequests(ctx: CommandContext, report: IncidentReport): Promise<number> {
  const requests = await ctx.db
    .updateTable('reportRequest')
    .set({ stage: 'published', reportId: report.id, decidedBy: ctx.actor.name, decidedAt: ctx.now() })
    .where('stage', '=', 'submitted')
    .where('outageId', 'in', (eb) =>
      eb.selectFrom('outage').select('outage.id').where('outage.incidentId', '=', report.incidentId),
    )
    .returning(['id', 'organizationId', 'lang'])
    .execute();
  for (const request of requests) {
    const letter = { kind: 'report-published', path: `/portal/reports/${request.id}`, title: report.title } as const;
    for (const to of await listReaderAddresses(ctx.db, request, null))
      await queueLetter(ctx, { to, lang: request.lang, letter, organizationId: request.organizationId });
  }
  return requests.length;
}
