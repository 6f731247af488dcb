import type { Generated } from 'kysely';
import type { Language, ReportRequestStage, Visibility } from '#domain/words';

export interface IncidentReportTable {
  id: string;
  incidentId: string;
  title: string;
  body: string;
  lang: Language;
  visibility: Visibility;
  authorName: string;
  createdAt: number;
  publishedAt: number | null;
  updatedAt: number;
  revision: Generated<number>;
}

export interface ReportRequestTable {
  id: string;
  organizationId: string;
  outageId: string;
  ticketId: string | null;
  reportId: string | null;
  stage: ReportRequestStage;
  note: string;
  askedBy: string;
  askedAt: number;
  decidedBy: string | null;
  decidedAt: number | null;
  decisionReason: string | null;
  lang: Generated<Language>;
}
