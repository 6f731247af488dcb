import { listReaderAddresses } from '#db/queries/ticket-people';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { queueLetter } from './queue-letter.ts';
import { writeAudit } from './write-audit.ts';

export interface DeclineReportRequestInput {
  readonly requestId: string;
  /** Told to the organisation. */
  readonly reason: string;
}

/** An operator declines a request, with a reason. */
export async function declineReportRequest(ctx: CommandContext, input: DeclineReportRequestInput): Promise<void> {
  requireOperator(ctx, 'tickets');
  return inTransaction(ctx, async (tx) => {
    const request = await tx.db
      .updateTable('reportRequest')
      .set({ stage: 'declined', decidedBy: tx.actor.name, decidedAt: tx.now(), decisionReason: input.reason })
      .where('id', '=', input.requestId)
      .where('stage', '=', 'submitted')
      .returningAll()
      .executeTakeFirst();
    if (!request) throw new DomainError('already-decided', 'Somebody answered this request before you.');
    await writeAudit(tx, {
      action: 'decline-report-request',
      subjectKind: 'report-request',
      subjectId: request.id,
      organizationId: request.organizationId,
      detail: { reason: input.reason },
    });
    const service = await tx.db
      .selectFrom('service')
      .innerJoin('outage', 'outage.serviceId', 'service.id')
      .select('service.names')
      .where('outage.id', '=', request.outageId)
      .executeTakeFirstOrThrow();
    const letter = {
      kind: 'report-declined',
      path: `/portal/reports/${request.id}`,
      serviceNames: JSON.parse(service.names),
      reason: input.reason,
    } as const;
    for (const to of await listReaderAddresses(tx.db, request, null))
      await queueLetter(tx, { to, lang: request.lang, letter, organizationId: request.organizationId });
  });
}
