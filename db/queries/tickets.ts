import type { Selectable } from 'kysely';
import type { LocalizedText } from '#domain/localized-text';
import type { Db } from '../connect.ts';
import type { TicketMessageTable, TicketTable } from '../schema/tickets.ts';
import type { Scope } from './tied-outages.ts';

export interface Ticket extends Omit<Selectable<TicketTable>, 'submissionKey'> {
  readonly organizationName: string;
  readonly serviceNames: LocalizedText | null;
}

export interface TicketMessage extends Omit<Selectable<TicketMessageTable>, 'detail' | 'submissionKey' | 'ticketId'> {
  readonly detail: Readonly<Record<string, unknown>>;
}

/** A ticket of the organisation by its number. */
export async function findTicket(db: Db, scope: Scope, no: number): Promise<Ticket | undefined> {
  const row = await selectTicket(db, no).where('ticket.organizationId', '=', scope.organizationId).executeTakeFirst();
  return row && toTicket(row);
}

/** Any ticket by its number; for the desk. */
export async function findTicketAtDesk(db: Db, no: number): Promise<Ticket | undefined> {
  const row = await selectTicket(db, no).executeTakeFirst();
  return row && toTicket(row);
}

/** What both sides wrote, oldest first; notes of the desk are left out. */
export async function listTicketMessages(db: Db, scope: Scope, ticketId: string): Promise<TicketMessage[]> {
  const rows = await selectMessages(db, ticketId)
    .innerJoin('ticket', 'ticket.id', 'ticketMessage.ticketId')
    .where('ticket.organizationId', '=', scope.organizationId)
    .where('ticketMessage.audience', '=', 'shared')
    .execute();
  return rows.map(toMessage);
}

/** The whole story of a ticket, notes included; for the desk. */
export async function listTicketMessagesAtDesk(db: Db, ticketId: string): Promise<TicketMessage[]> {
  return (await selectMessages(db, ticketId).execute()).map(toMessage);
}

/** Organisations by name; for a choice at the desk. */
export async function listOrganizationChoices(db: Db): Promise<{ readonly id: string; readonly name: string }[]> {
  return db.selectFrom('organization').select(['id', 'name']).orderBy('name').limit(5_000).execute();
}

function selectTicket(db: Db, no: number) {
  return db
    .selectFrom('ticket')
    .innerJoin('organization', 'organization.id', 'ticket.organizationId')
    .leftJoin('service', 'service.id', 'ticket.serviceId')
    .selectAll('ticket')
    .select(['organization.name as organizationName', 'service.names as serviceNames'])
    .where('ticket.no', '=', no);
}

function selectMessages(db: Db, ticketId: string) {
  return db
    .selectFrom('ticketMessage')
    .selectAll('ticketMessage')
    .where('ticketMessage.ticketId', '=', ticketId)
    .orderBy('ticketMessage.at')
    .orderBy('ticketMessage.id');
}

type TicketRow = Selectable<TicketTable> & { readonly organizationName: string; readonly serviceNames: string | null };

function toTicket({ submissionKey: _, ...row }: TicketRow): Ticket {
  return { ...row, serviceNames: row.serviceNames === null ? null : JSON.parse(row.serviceNames) };
}

function toMessage({ submissionKey: _, ticketId: __, ...row }: Selectable<TicketMessageTable>): TicketMessage {
  return { ...row, detail: JSON.parse(row.detail) };
}
