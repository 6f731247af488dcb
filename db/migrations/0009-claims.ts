import type { Kysely } from 'kysely';
import { runPortableDdl } from './portable-ddl.ts';
import { widenCheck } from './widen-check.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await widenCheck(db, {
    table: 'credit_request',
    column: 'stage',
    before: `'submitted','in-review','approved','declined','withdrawn'`,
    after: `'held','submitted','in-review','approved','declined','credited','withdrawn'`,
  });
  await runPortableDdl(db, [...REQUEST, ...DRAFTS, ...ANSWERS, EARLIER_ANSWERS, ...INDEXES]);
}

const REQUEST = [
  `alter table credit_request add column direction text not null default 'we-owe' check (direction in ('we-owe','owed-to-us'))`,
  `update credit_request set direction = (select direction from contract where contract.id = credit_request.contract_id)`,
  // null while it is held until its window closes.
  `alter table credit_request add column submitted_at int8`,
  `update credit_request set submitted_at = asked_at`,
  // By when the next step of ours is due: to send, to decide or to apply, as the stage says; null while no clock of ours runs.
  `alter table credit_request add column due_at int8`,
  // What was left of the time to decide when a question was asked; null while none is open.
  `alter table credit_request add column due_left_ms int8`,
  `alter table credit_request add column credited_at int8`,
  // The first instant at which the answer can no longer be appealed; null where it cannot.
  `alter table credit_request add column appeal_until int8`,
  `alter table credit_request add column appealed_at int8`,
  // The first instant that is too late under the strictest reading of the contract; lapses_at is the same under every reading.
  `alter table credit_request add column first_lapses_at int8`,
  `update credit_request set first_lapses_at = lapses_at`,
  // 1 as it was claimed; 2 what an appeal asks on top of a part that was granted.
  `alter table credit_request_item add column part int8 not null default 1`,
];

const DRAFTS = [
  // A draft has no number and reserves nothing.
  `create table credit_draft (
    id text primary key, organization_id text not null, contract_id text not null references contract(id), window_start int8 not null,
    month text not null, person_id text not null, service_ids text not null, note text not null, ticket_no int8,
    reports text not null check (reports in ('wanted','not-wanted')), created_at int8 not null, updated_at int8 not null)`,
  `create table credit_attachment (
    id text primary key, organization_id text not null, draft_id text references credit_draft(id), request_id text references credit_request(id),
    name text not null, media_type text not null, byte_count int8 not null, redacted_count int8 not null, sha256 text not null,
    added_by text not null, added_by_name text not null, added_at int8 not null,
    check ((draft_id is null) <> (request_id is null)))`,
  `create table credit_attachment_content (
    attachment_id text primary key references credit_attachment(id) on delete cascade, bytes bytea not null)`,
];

const ANSWERS = [
  `create table credit_message (
    id text primary key, request_id text not null references credit_request(id), at int8 not null,
    kind text not null check (kind in ('question','answer','appeal','supplement')),
    author_id text, author_name text not null, body text not null)`,
  // One answer to a claim, or a decision that waits for a second operator.
  `create table credit_decision (
    id text primary key, request_id text not null references credit_request(id), contract_id text not null references contract(id),
    window_start int8 not null, round int8 not null, state text not null check (state in ('unconfirmed','made','refused','dropped')),
    answer text not null check (answer in ('approve','decline')), amounts text not null, sum_amount int8 not null, reason text not null,
    first_by text not null, first_by_name text not null, first_at int8 not null,
    second_above int8, second_by text, second_by_name text, second_at int8, second_reason text)`,
  // One letter for one date and distance, whichever process writes it.
  `create table credit_reminder (
    contract_id text not null references contract(id), window_start int8 not null, ask_by text not null, days_before int8 not null,
    at int8 not null, primary key (contract_id, window_start, ask_by, days_before))`,
];

const EARLIER_ANSWERS = `insert into credit_decision (
    id, request_id, contract_id, window_start, round, state, answer, amounts, sum_amount, reason, first_by, first_by_name, first_at)
  select id, id, contract_id, window_start, 1, 'made', case when stage = 'declined' then 'decline' else 'approve' end, '{}',
    coalesce(granted_amount, 0), decision_reason, decided_by, coalesce(decided_by_name, decided_by), decided_at
  from credit_request where decided_at is not null and decided_by is not null and decision_reason is not null`;

const INDEXES = [
  `drop index credit_request_queue`,
  `create index credit_request_queue on credit_request (stage, direction, coalesce(due_at, 8640000000000000), no)`,
  `create index credit_request_direction on credit_request (direction, no)`,
  `create index credit_request_organization_no on credit_request (organization_id, no)`,
  `create index credit_request_held on credit_request (window_end) where stage = 'held'`,
  `drop index credit_request_item_live`,
  `create unique index credit_request_item_live on credit_request_item (contract_id, service_id, window_start, part) where ended_at is null`,
  `create unique index credit_draft_one on credit_draft (person_id, contract_id, window_start)`,
  `create index credit_draft_organization on credit_draft (organization_id, updated_at)`,
  `create index credit_attachment_draft on credit_attachment (draft_id) where draft_id is not null`,
  `create index credit_attachment_request on credit_attachment (request_id) where request_id is not null`,
  `create index credit_attachment_organization on credit_attachment (organization_id)`,
  `create index credit_entry_item on credit_entry (item_id) where item_id is not null`,
  `create index credit_message_request on credit_message (request_id, at)`,
  `create index credit_decision_request on credit_decision (request_id, first_at)`,
  `create unique index credit_decision_open on credit_decision (request_id) where state = 'unconfirmed'`,
  `create index credit_decision_window on credit_decision (contract_id, window_start) where state = 'unconfirmed'`,
];
