import type { Kysely } from 'kysely';
import { refuseChanges, runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, TABLES);
  await runPortableDdl(db, INDEXES);
  for (const table of ['audit_entry', 'outage_revision', 'credit_entry']) await refuseChanges(db, table);
}

const TABLES = [
  // Small facts of the installation (its id, the setup token's hash, the version of what is published …).
  `create table setting (key text primary key, value text not null, updated_at int8 not null)`,
  `create table counter (scope text primary key, version int8 not null)`,
  `create table tick (key text primary key, at int8 not null)`,
  `create table audit_entry (
    id text primary key, at int8 not null,
    actor_kind text not null check (actor_kind in ('system','operator','member','visitor','cli')),
    actor_id text, actor_name text not null, organization_id text,
    action text not null, subject_kind text not null, subject_id text not null, detail text not null)`,

  `create table service_group (id text primary key, slug text not null unique, names text not null, position int8 not null)`,
  `create table service (
    id text primary key, slug text not null unique, names text not null, descriptions text not null,
    group_id text references service_group(id), position int8 not null,
    visibility text not null check (visibility in ('public','organizations','operators')),
    incident_mode text not null check (incident_mode in ('publish','hold','draft')), hold_minutes int8 not null,
    provider text, provider_key text, origin text not null default 'console' check (origin in ('catalogue','console')),
    created_at int8 not null, archived_at int8)`,
  `create table service_organization (service_id text not null references service(id), organization_id text not null, primary key (service_id, organization_id))`,

  `create table health_check (
    id text primary key, no int8 not null unique, service_id text not null references service(id), slug text not null,
    name text not null, kind text not null, target text not null, interval_ms int8 not null, timeout_ms int8 not null,
    surface text not null check (surface in ('web','protocol','mobile','api')),
    impact text not null check (impact in ('degraded','down')),
    fail_after int8 not null check (fail_after >= 1), recover_after int8 not null check (recover_after >= 1),
    origin text not null check (origin in ('catalogue','console')), paused_at int8, archived_at int8,
    state text not null check (state in ('up','down','unknown')), state_since int8 not null,
    failure_count int8 not null, success_count int8 not null, first_failure_at int8, first_success_at int8,
    last_sample_at int8, last_up_at int8, last_cause text, last_detail text, last_latency_ms int8,
    next_due_at int8 not null, lease_token text, lease_until int8, created_at int8 not null,
    unique (service_id, slug))`,
  `create table sample (
    check_no int8 not null references health_check(no), at int8 not null,
    state text not null check (state in ('up','down','unknown')), latency_ms int8,
    primary key (check_no, at)) without rowid`,
  // Spans in which a check could not see its service: neither up nor down.
  `create table measurement_gap (
    id text primary key, check_id text not null references health_check(id), service_id text not null references service(id),
    started_at int8 not null, ended_at int8, cause text not null)`,

  `create table incident (
    id text primary key, title text not null, lang text not null,
    source text not null check (source in ('measured','declared','provider')),
    impact text not null check (impact in ('none','minor','major','critical')),
    stage text not null check (stage in ('investigating','identified','monitoring','resolved')),
    visibility text not null check (visibility in ('public','organizations','operators')),
    provider text, external_id text, external_url text, locations text not null,
    publish_at int8, published_at int8, started_at int8 not null, resolved_at int8, next_update_due_at int8,
    created_at int8 not null, updated_at int8 not null)`,
  `create table incident_service (
    incident_id text not null references incident(id), service_id text not null references service(id),
    primary key (incident_id, service_id))`,
  `create table incident_update (
    id text primary key, incident_id text not null references incident(id), external_id text, at int8 not null,
    stage text not null check (stage in ('investigating','identified','monitoring','resolved')),
    body text not null, automatic text, lang text not null, author text, created_at int8 not null, edited_at int8)`,

  `create table outage (
    id text primary key, service_id text not null references service(id), check_id text references health_check(id),
    source text not null check (source in ('measured','declared','provider')), provider text, external_id text,
    incident_id text references incident(id), state text not null check (state in ('degraded','down')),
    started_at int8 not null, ended_at int8, revision int8 not null, retracted_at int8,
    created_at int8 not null, updated_at int8 not null,
    check (ended_at is null or ended_at >= started_at))`,
  `create table outage_phase (
    outage_id text not null references outage(id), seq int8 not null, started_at int8 not null, ended_at int8,
    state text not null check (state in ('degraded','down')), surfaces text not null, locations text not null,
    share_ppm int8, primary key (outage_id, seq))`,
  // Confirmed failing spans of single checks: a measured outage's phases are computed from them.
  `create table check_failure (
    check_id text not null references health_check(id), outage_id text not null references outage(id),
    started_at int8 not null, ended_at int8, primary key (check_id, started_at),
    check (ended_at is null or ended_at >= started_at))`,
  `create table outage_revision (
    outage_id text not null references outage(id), revision int8 not null, at int8 not null,
    actor_name text not null, reason text not null, snapshot text not null, primary key (outage_id, revision))`,

  `create table feed_source (
    id text primary key, kind text not null, provider text not null unique, url text not null, interval_ms int8 not null,
    next_due_at int8 not null, etag text, last_modified text, last_success_at int8, last_attempt_at int8, last_error text,
    failure_count int8 not null, lease_token text, lease_until int8)`,

  `create table sla_policy (
    id text primary key, key text not null, version int8 not null, effective_from text not null, name text not null,
    terms text not null, created_at int8 not null, unique (key, version))`,
  `create table contract (
    id text primary key, organization_id text not null, direction text not null check (direction in ('we-owe','owed-to-us')),
    counterparty text not null, policy_id text not null references sla_policy(id), customer_domain text, account_number text,
    reseller text, edition text, seats int8, fee_minor int8, currency text, billing_plan text, support_plan text,
    zone text, starts_at int8 not null, ends_at int8, created_at int8 not null)`,
  `create table contract_service (
    contract_id text not null references contract(id), service_id text not null references service(id),
    primary key (contract_id, service_id))`,
  `create table sla_assessment (
    id text primary key, contract_id text not null references contract(id), window_start int8 not null, window_end int8 not null,
    policy_id text not null references sla_policy(id), computed_at int8 not null, frozen_at int8,
    evidence text not null, result text not null)`,

  `create table ticket (
    id text primary key, no int8 not null unique, organization_id text not null, service_id text references service(id),
    title text not null, body text not null, priority text not null check (priority in ('P1','P2','P3','P4')),
    channel text not null check (channel in ('web','phone','chat','email')),
    stage text not null check (stage in ('new','in-progress','action-required','solution-provided','closed')),
    resolution_kind text check (resolution_kind in ('solved','feature-idea','not-reproducible','third-party','out-of-scope','outage-solved')),
    occurred_at int8 not null, outside_system text, outside_number text, outside_url text,
    opened_by text not null, opened_at int8 not null, first_answered_at int8, closed_at int8, updated_at int8 not null)`,
  `create table ticket_message (
    id text primary key, ticket_id text not null references ticket(id), at int8 not null,
    author_kind text not null check (author_kind in ('operator','member','system')), author_name text not null,
    audience text not null check (audience in ('shared','operators')), body text not null)`,
  `create table ticket_outage (
    ticket_id text not null references ticket(id), outage_id text not null references outage(id),
    tied_at int8 not null, tied_by text not null, primary key (ticket_id, outage_id))`,

  `create table credit_request (
    id text primary key, no int8 not null unique, organization_id text not null, contract_id text not null references contract(id),
    window_start int8 not null, window_end int8 not null, ticket_id text references ticket(id),
    assessment_id text not null references sla_assessment(id),
    stage text not null check (stage in ('submitted','in-review','approved','declined','withdrawn')),
    note text not null, asked_by text not null, asked_at int8 not null,
    decided_by text, decided_at int8, decision_reason text, granted_amount int8, unit text not null check (unit in ('days','percent','money')),
    provider_case_number text, provider_answer text, updated_at int8 not null)`,
  `create table credit_request_item (
    id text primary key, request_id text not null references credit_request(id), contract_id text not null references contract(id),
    service_id text not null references service(id), window_start int8 not null, asked_amount int8 not null, ended_at int8)`,
  // One row per contract and window; writers lock it, and the cap is kept under that lock.
  `create table credit_window (
    contract_id text not null references contract(id), window_start int8 not null, unit text not null,
    granted_amount int8 not null, cap_amount int8, version int8 not null,
    check (granted_amount >= 0), check (cap_amount is null or granted_amount <= cap_amount),
    primary key (contract_id, window_start))`,
  `create table credit_entry (
    id text primary key, contract_id text not null references contract(id), organization_id text not null,
    direction text not null check (direction in ('we-owe','owed-to-us')), unit text not null check (unit in ('days','percent','money')),
    currency text, kind text not null check (kind in ('grant','reversal','application')), amount int8 not null,
    window_start int8, item_id text references credit_request_item(id), request_id text references credit_request(id),
    at int8 not null, actor_name text not null, reason text not null)`,

  `create table incident_report (
    id text primary key, incident_id text not null references incident(id), title text not null, body text not null, lang text not null,
    visibility text not null check (visibility in ('public','organizations','operators')),
    author_name text not null, created_at int8 not null, published_at int8, updated_at int8 not null)`,
  `create table report_request (
    id text primary key, organization_id text not null, outage_id text not null references outage(id), ticket_id text references ticket(id),
    report_id text references incident_report(id),
    stage text not null check (stage in ('submitted','published','declined','withdrawn')),
    note text not null, asked_by text not null, asked_at int8 not null,
    decided_by text, decided_at int8, decision_reason text)`,

  `create table subscriber (
    id text primary key, channel text not null check (channel in ('webhook','mail')), address text not null, lang text not null,
    organization_id text, service_ids text, kinds text, secret text, previous_secret text, previous_secret_until int8,
    confirm_token_hash text unique, confirm_until int8, manage_token_hash text not null unique,
    created_at int8 not null, confirmed_at int8, first_failure_at int8, disabled_at int8, disabled_reason text)`,
  // A thing worth telling; seq gives receivers an order that delivery does not promise.
  `create table notice (
    id text primary key, seq int8 not null unique, kind text not null, at int8 not null,
    visibility text not null check (visibility in ('public','organizations','operators')), organization_id text,
    incident_id text references incident(id), service_ids text not null, payload text not null)`,
  `create table delivery (
    id text primary key, notice_id text references notice(id), subscriber_id text references subscriber(id), organization_id text,
    channel text not null check (channel in ('webhook','mail')), address text not null, message text not null,
    state text not null check (state in ('due','sent','failed','cancelled','kept')), due_at int8 not null,
    attempt_count int8 not null, lease_token text, lease_until int8, last_error text,
    created_at int8 not null, sent_at int8)`,
  `create table delivery_attempt (
    delivery_id text not null references delivery(id), no int8 not null, at int8 not null, outcome text not null,
    http_status int8, duration_ms int8 not null, detail text, primary key (delivery_id, no))`,
];

const INDEXES = [
  `create index audit_entry_at on audit_entry (at)`,
  `create index audit_entry_organization on audit_entry (organization_id, at)`,
  `create index health_check_due on health_check (next_due_at) where paused_at is null and archived_at is null`,
  `create index measurement_gap_service on measurement_gap (service_id, started_at)`,
  `create unique index measurement_gap_open on measurement_gap (check_id) where ended_at is null`,
  `create unique index outage_open_measured on outage (service_id) where source = 'measured' and ended_at is null`,
  `create unique index outage_external on outage (service_id, source, external_id) where external_id is not null`,
  `create unique index check_failure_open on check_failure (check_id) where ended_at is null`,
  `create index check_failure_outage on check_failure (outage_id)`,
  `create index outage_service_time on outage (service_id, started_at)`,
  `create index outage_incident on outage (incident_id)`,
  `create unique index incident_external on incident (provider, external_id) where external_id is not null`,
  `create index incident_started on incident (started_at)`,
  `create index incident_open on incident (started_at) where resolved_at is null`,
  `create index incident_service_service on incident_service (service_id)`,
  `create unique index incident_update_external on incident_update (incident_id, external_id) where external_id is not null`,
  `create index incident_update_incident on incident_update (incident_id, at)`,
  `create index contract_organization on contract (organization_id)`,
  `create index sla_assessment_contract on sla_assessment (contract_id, window_start)`,
  `create index ticket_queue on ticket (priority, opened_at) where closed_at is null`,
  `create index ticket_organization on ticket (organization_id, opened_at)`,
  `create index ticket_message_ticket on ticket_message (ticket_id, at)`,
  `create index ticket_outage_outage on ticket_outage (outage_id)`,
  `create index credit_request_organization on credit_request (organization_id, asked_at)`,
  `create index credit_request_queue on credit_request (asked_at) where decided_at is null`,
  `create unique index credit_request_item_live on credit_request_item (contract_id, service_id, window_start) where ended_at is null`,
  `create index credit_request_item_request on credit_request_item (request_id)`,
  `create unique index credit_entry_one_grant on credit_entry (item_id) where kind = 'grant'`,
  `create index credit_entry_contract on credit_entry (contract_id, at)`,
  `create unique index report_request_live on report_request (organization_id, outage_id) where stage = 'submitted'`,
  `create index subscriber_active on subscriber (channel) where confirmed_at is not null and disabled_at is null`,
  `create unique index delivery_once on delivery (notice_id, subscriber_id, channel) where notice_id is not null and subscriber_id is not null`,
  `create index delivery_due on delivery (due_at) where state = 'due'`,
  `create index delivery_created on delivery (created_at)`,
];
