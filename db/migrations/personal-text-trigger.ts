import { type Kysely, sql } from 'kysely';
import { dialectOf } from '../connect.ts';

const MESSAGE = 'personal_text may only be blanked';
const IS_BLANKING = `old.blanked_at is null and new.blanked_at is not null
  and new.salt is null and new.name is null and new.body is null
  and new.entry_id = old.entry_id and new.written_at = old.written_at`;

/** Lets names and free text be removed once; they cannot be rewritten, moved or deleted with their row. */
export async function refuseAllButBlanking(db: Kysely<unknown>): Promise<void> {
  const statements = dialectOf(db) === 'sqlite' ? SQLITE : POSTGRES;
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const SQLITE = [
  `create trigger personal_text_only_blanks before update on personal_text
    when not (${IS_BLANKING}) begin select raise(abort, '${MESSAGE}'); end`,
  `create trigger personal_text_no_delete before delete on personal_text begin select raise(abort, '${MESSAGE}'); end`,
];

const POSTGRES = [
  `create function personal_text_refuse_change() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' and ${IS_BLANKING} then return new; end if;
      raise exception '${MESSAGE}';
    end $$`,
  `create trigger personal_text_only_blanks before update or delete on personal_text
    for each row execute function personal_text_refuse_change()`,
  `create trigger personal_text_no_truncate before truncate on personal_text
    for each statement execute function personal_text_refuse_change()`,
];
