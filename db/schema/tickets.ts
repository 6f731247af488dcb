import type { Generated } from 'kysely';
import type { Language, Priority, ResolutionKind, TicketChannel, TicketMessageKind, TicketStage } from '#domain/words';

export interface TicketTable {
  id: string;
  no: number;
  organizationId: string;
  serviceId: string | null;
  title: string;
  body: string;
  priority: Priority;
  channel: TicketChannel;
  stage: TicketStage;
  resolutionKind: ResolutionKind | null;
  occurredAt: number;
  outsideSystem: string | null;
  outsideNumber: string | null;
  outsideUrl: string | null;
  openedBy: string;
  openedAt: number;
  firstAnsweredAt: number | null;
  closedAt: number | null;
  updatedAt: number;
  affectedUsers: number | null;
  steps: string | null;
  openedById: string | null;
  revision: Generated<number>;
  submissionKey: string | null;
  lang: Generated<Language>;
}

export interface TicketMessageTable {
  id: string;
  ticketId: string;
  at: number;
  authorKind: 'operator' | 'member' | 'system';
  authorName: string;
  audience: 'shared' | 'operators';
  body: string;
  kind: Generated<TicketMessageKind>;
  detail: Generated<string>;
  submissionKey: string | null;
}

export interface TicketOutageTable {
  ticketId: string;
  outageId: string;
  tiedAt: number;
  tiedBy: string;
}
