import type { Selectable } from 'kysely';
import type { LocalizedText } from '#domain/localized-text';
import type { Db } from '../connect.ts';
import type { IncidentReportTable, ReportRequestTable } from '../schema/reports.ts';
import type { Scope } from './tied-outages.ts';

export type IncidentReport = Selectable<IncidentReportTable>;

/** A request with the outage it is about. */
export interface ReportRequest extends Selectable<ReportRequestTable> {
  readonly organizationName: string;
  readonly ticketNo: number | null;
  readonly incidentId: string | null;
  readonly serviceNames: LocalizedText;
  readonly startedAt: number;
  readonly endedAt: number | null;
}

/** What the organisation asked for, newest first. */
export async function listReportRequests(
  db: Db,
  scope: Scope,
  page: { readonly live?: boolean; readonly limit: number },
): Promise<ReportRequest[]> {
  let query = selectRequests(db)
    .where('reportRequest.organizationId', '=', scope.organizationId)
    .orderBy('reportRequest.askedAt', 'desc')
    .orderBy('reportRequest.id', 'desc')
    .limit(page.limit);
  if (page.live) query = query.where('reportRequest.stage', '=', 'submitted');
  return (await query.execute()).map(toRequest);
}

/** One request of the organisation. */
export async function findReportRequest(db: Db, scope: Scope, id: string): Promise<ReportRequest | undefined> {
  const row = await selectRequests(db)
    .where('reportRequest.id', '=', id)
    .where('reportRequest.organizationId', '=', scope.organizationId)
    .executeTakeFirst();
  return row && toRequest(row);
}

/** The published report that answers a request of the organisation. */
export async function findAnsweringReport(
  db: Db,
  scope: Scope,
  requestId: string,
): Promise<IncidentReport | undefined> {
  return db
    .selectFrom('incidentReport')
    .innerJoin('reportRequest', 'reportRequest.reportId', 'incidentReport.id')
    .selectAll('incidentReport')
    .where('reportRequest.id', '=', requestId)
    .where('reportRequest.organizationId', '=', scope.organizationId)
    .where('incidentReport.publishedAt', 'is not', null)
    .executeTakeFirst();
}

/** The report of an incident that everybody may read. */
export async function findPublicReport(db: Db, incidentId: string): Promise<IncidentReport | undefined> {
  return db
    .selectFrom('incidentReport')
    .selectAll()
    .where('incidentId', '=', incidentId)
    .where('visibility', '=', 'public')
    .where('publishedAt', 'is not', null)
    .executeTakeFirst();
}

/** Requests that wait, oldest first; for the desk. */
export async function listWaitingRequests(db: Db, limit: number): Promise<ReportRequest[]> {
  const rows = await selectRequests(db)
    .where('reportRequest.stage', '=', 'submitted')
    .orderBy('reportRequest.askedAt')
    .orderBy('reportRequest.id')
    .limit(limit)
    .execute();
  return rows.map(toRequest);
}

/** Every request about an incident, oldest first; for the desk. */
export async function listRequestsOfIncident(db: Db, incidentId: string): Promise<ReportRequest[]> {
  const rows = await selectRequests(db)
    .where('outage.incidentId', '=', incidentId)
    .orderBy('reportRequest.askedAt')
    .orderBy('reportRequest.id')
    .execute();
  return rows.map(toRequest);
}

/** The report of an incident, draft or published; for the desk. */
export async function findReportOfIncident(db: Db, incidentId: string): Promise<IncidentReport | undefined> {
  return db.selectFrom('incidentReport').selectAll().where('incidentId', '=', incidentId).executeTakeFirst();
}

/** Reports last worked on, newest first; for the desk. */
export async function listRecentReports(db: Db, limit: number): Promise<IncidentReport[]> {
  return db
    .selectFrom('incidentReport')
    .selectAll()
    .orderBy('updatedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

function selectRequests(db: Db) {
  return db
    .selectFrom('reportRequest')
    .innerJoin('outage', 'outage.id', 'reportRequest.outageId')
    .innerJoin('service', 'service.id', 'outage.serviceId')
    .innerJoin('organization', 'organization.id', 'reportRequest.organizationId')
    .leftJoin('ticket', 'ticket.id', 'reportRequest.ticketId')
    .selectAll('reportRequest')
    .select([
      'organization.name as organizationName',
      'ticket.no as ticketNo',
      'outage.incidentId',
      'service.names as serviceNames',
      'outage.startedAt',
      'outage.endedAt',
    ]);
}

function toRequest<T extends { readonly serviceNames: string }>(row: T) {
  return { ...row, serviceNames: JSON.parse(row.serviceNames) as LocalizedText };
}
