import type { Kysely } from 'kysely';
import { runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    `alter table ticket add column affected_users int8 check (affected_users >= 0)`,
    `alter table ticket add column steps text`,
    `alter table ticket add column opened_by_id text`,
    // Raised by every change; a form that was filled in against an older one is refused.
    `alter table ticket add column revision int8 not null default 1`,
    // Chosen by the form, so that the same form sent twice makes one row.
    `alter table ticket add column submission_key text`,
    // The language its author reads; mails about it are written in it.
    `alter table ticket add column lang text not null default 'en' check (lang in ('en','fr'))`,
    `alter table report_request add column lang text not null default 'en' check (lang in ('en','fr'))`,
    `alter table ticket_message add column kind text not null default 'message' check (kind in
      ('message','question','solution','note','provider','priority','outside','tied','untied','closed','reopened'))`,
    `alter table ticket_message add column detail text not null default '{}'`,
    `alter table ticket_message add column submission_key text`,
    `alter table incident_report add column revision int8 not null default 1`,
    `create unique index ticket_submission on ticket (organization_id, submission_key) where submission_key is not null`,
    `create unique index ticket_message_submission on ticket_message (ticket_id, submission_key) where submission_key is not null`,
    `create index ticket_line on ticket (priority, no) where closed_at is null`,
    `create index ticket_line_stage on ticket (stage, priority, no) where closed_at is null`,
    `create index ticket_open_organization on ticket (organization_id, no) where closed_at is null`,
    `create index ticket_closed_organization on ticket (organization_id, no) where closed_at is not null`,
    `create index ticket_unanswered on ticket (no) where closed_at is null and first_answered_at is null`,
    `create index ticket_closed on ticket (closed_at, no) where closed_at is not null`,
    `create unique index incident_report_incident on incident_report (incident_id)`,
    `create index report_request_queue on report_request (asked_at) where stage = 'submitted'`,
    `create index report_request_organization on report_request (organization_id, asked_at)`,
    `create index report_request_outage on report_request (outage_id)`,
  ]);
}
