import { findService } from '#db/queries/services';
import type { OutageState } from '#domain/words';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { declareOutage } from './declare-outage.ts';
import { lockTicketAtDesk, nextStage } from './ticket-lock.ts';
import { tieOutage } from './tie-outage.ts';

export interface DeclareOutageForTicketInput {
  readonly ticketId: string;
  readonly serviceId: string;
  readonly state: OutageState;
  readonly startedAt: number;
  /** Null while it goes on. */
  readonly endedAt: number | null;
  readonly reason: string;
}

/** An operator confirms from a ticket that there is an outage nobody logged, and ties the ticket to it. */
export function declareOutageForTicket(ctx: CommandContext, input: DeclareOutageForTicketInput): Promise<string> {
  return inTransaction(ctx, async (tx) => {
    const ticket = await lockTicketAtDesk(tx, input.ticketId);
    nextStage(ticket, 'close');
    const audience = { kind: 'organization', organizationId: ticket.organizationId } as const;
    if (!(await findService(tx.db, audience, input.serviceId)))
      throw new DomainError('invalid', 'Choose a service that the organisation can see.', 'serviceId');
    const { outageId } = await declareOutage(tx, {
      serviceId: input.serviceId,
      state: input.state,
      startedAt: input.startedAt,
      endedAt: input.endedAt,
      reason: input.reason,
      surfaces: [],
      locations: [],
      sharePpm: null,
    });
    await tieOutage(tx, ticket, outageId);
    return outageId;
  });
}
