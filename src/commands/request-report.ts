import { findPublicReport } from '#db/queries/reports';
import { findLoggedOutage, type LoggedOutage } from '#db/queries/tied-outages';
import type { Language } from '#domain/words';
import { type CommandContext, DomainError, inTransaction, requireAdmin } from './context.ts';
import { queueOperatorLetter } from './queue-letter.ts';
import { writeAudit } from './write-audit.ts';

export interface RequestReportInput {
  readonly outageId: string;
  /** A ticket of the organisation that the request comes from. */
  readonly ticketId: string | null;
  readonly note: string;
  readonly lang: Language;
}

export interface RequestedReport {
  readonly id: string;
  /** Whether the organisation had asked for it before. */
  readonly before: boolean;
}

/** An admin asks for the incident report of a logged outage; one live request per organisation and outage. */
export async function requestReport(ctx: CommandContext, input: RequestReportInput): Promise<RequestedReport> {
  const organizationId = requireAdmin(ctx);
  return inTransaction(ctx, async (tx) => {
    const outage = await findLoggedOutage(tx.db, { organizationId }, input.outageId);
    if (!outage) throw new DomainError('not-found', 'There is no such outage.', 'outageId');
    if (outage.incidentId !== null && (await findPublicReport(tx.db, outage.incidentId)))
      throw new DomainError('conflict', 'This report is public already: read it on the page of the incident.');
    if (input.ticketId !== null) await refuseForeignTicket(tx, organizationId, input.ticketId);
    const inserted = await insertRequest(tx, organizationId, input);
    if (!inserted) return { id: await findLive(tx, organizationId, outage.id), before: true };
    await writeAudit(tx, {
      action: 'request-report',
      subjectKind: 'report-request',
      subjectId: inserted,
      organizationId,
      detail: { outageId: outage.id, ticketId: input.ticketId },
    });
    await tell(tx, organizationId, { outage, note: input.note });
    return { id: inserted, before: false };
  });
}

async function insertRequest(
  ctx: CommandContext,
  organizationId: string,
  input: RequestReportInput,
): Promise<string | undefined> {
  const row = await ctx.db
    .insertInto('reportRequest')
    .values({
      id: ctx.newId(),
      organizationId,
      outageId: input.outageId,
      ticketId: input.ticketId,
      stage: 'submitted',
      note: input.note,
      lang: input.lang,
      askedBy: ctx.actor.name,
      askedAt: ctx.now(),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

async function findLive(ctx: CommandContext, organizationId: string, outageId: string): Promise<string> {
  const row = await ctx.db
    .selectFrom('reportRequest')
    .select('id')
    .where('organizationId', '=', organizationId)
    .where('outageId', '=', outageId)
    .where('stage', '=', 'submitted')
    .executeTakeFirst();
  if (!row) throw new DomainError('conflict', 'The request was answered meanwhile. Look at your reports.');
  return row.id;
}

async function refuseForeignTicket(ctx: CommandContext, organizationId: string, ticketId: string): Promise<void> {
  const ticket = await ctx.db
    .selectFrom('ticket')
    .select('id')
    .where('id', '=', ticketId)
    .where('organizationId', '=', organizationId)
    .executeTakeFirst();
  if (!ticket) throw new DomainError('not-found', 'There is no such ticket.');
}

async function tell(
  ctx: CommandContext,
  organizationId: string,
  { outage, note }: { readonly outage: LoggedOutage; readonly note: string },
): Promise<void> {
  const organization = await ctx.db
    .selectFrom('organization')
    .select('name')
    .where('id', '=', organizationId)
    .executeTakeFirst();
  await queueOperatorLetter(ctx, {
    role: 'tickets',
    letter: {
      kind: 'report-asked',
      path: outage.incidentId === null ? '/console/reports' : `/console/reports/${outage.incidentId}`,
      organizationName: organization?.name ?? '',
      serviceNames: outage.serviceNames,
      note,
    },
  });
}
