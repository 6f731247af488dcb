import type { Kysely } from 'kysely';
import { runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    // A top-up above the set sum waits, still open, for a second operator; all four are set by the first.
    `alter table credit_proposal add column first_by text`,
    `alter table credit_proposal add column first_by_name text`,
    `alter table credit_proposal add column first_at int8`,
    `alter table credit_proposal add column second_above int8`,
    // A change that could not be worked out for one contract is kept for it and tried again.
    `alter table evidence_change add column attempt_count int8 not null default 0`,
    `alter table evidence_change add column due_at int8 not null default 0`,
    `alter table credit_message add column blanked_at int8`,
    `alter table credit_decision add column blanked_at int8`,
    `create index credit_message_unblanked on credit_message (at) where blanked_at is null`,
    `create index credit_decision_unblanked on credit_decision (first_at) where blanked_at is null`,
    `create index credit_request_ticket on credit_request (ticket_id, no) where ticket_id is not null`,
  ]);
}
