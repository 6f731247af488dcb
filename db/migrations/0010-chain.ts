import { createHash, randomBytes } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { type ChainedEntry, entryFields, entryText, NO_HASH, personalText } from '#domain/credits/entry-text';
import { splitDetail } from '#domain/personal-detail';
import { refuseAllButBlanking } from './personal-text-trigger.ts';
import { allowChanges, refuseChanges, runPortableDdl } from './portable-ddl.ts';

/** Chains every entry of the ledger to the one before it, and moves names and free text to where they can be blanked. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of ['credit_entry', 'audit_entry']) await allowChanges(db, table);
  await runPortableDdl(db, TABLES);
  await chainEntries(db);
  await splitAuditLog(db);
  await runPortableDdl(db, AFTERWARDS);
  for (const table of ['credit_entry', 'audit_entry']) await refuseChanges(db, table);
  await refuseAllButBlanking(db);
}

const TABLES = [
  `create table personal_text (
    entry_id text primary key, salt text, name text, body text, written_at int8 not null, blanked_at int8,
    check (blanked_at is null or (salt is null and name is null and body is null)))`,
  `create table credit_chain (
    contract_id text primary key references contract(id), seq int8 not null check (seq >= 0), hash text not null, last_at int8 not null)`,
  `create table credit_export (entry_id text primary key references credit_entry(id), no int8 unique)`,
  `alter table credit_entry add column applied_to text check (applied_to in ('invoice','term'))`,
  `alter table credit_entry add column invoice_date text`,
  `alter table credit_entry add column invoice_minor int8`,
  `alter table credit_entry add column invoice_currency text`,
  `alter table credit_entry add column seq int8 not null default 0`,
  `alter table credit_entry add column previous_hash text not null default ''`,
  `alter table credit_entry add column hash text not null default ''`,
  `alter table credit_entry add column text_hash text not null default ''`,
];

const AFTERWARDS = [
  `alter table credit_entry drop column actor_name`,
  `alter table credit_entry drop column reason`,
  `alter table audit_entry drop column actor_name`,
  `create unique index credit_entry_seq on credit_entry (contract_id, seq)`,
  `create index credit_export_unnumbered on credit_export (entry_id) where no is null`,
  `create index personal_text_kept on personal_text (written_at) where blanked_at is null`,
  `create index audit_entry_subject on audit_entry (subject_kind, subject_id, at)`,
  `create index audit_entry_actor on audit_entry (actor_id, at)`,
];

type OldEntry = Omit<ChainedEntry, 'seq' | 'previousHash' | 'textHash'> & {
  readonly actorName: string;
  readonly reason: string;
};

async function chainEntries(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<OldEntry>`select * from credit_entry order by at, id`.execute(db);
  const heads = new Map<string, { seq: number; hash: string; lastAt: number }>();
  for (const [index, row] of rows.entries()) {
    const head = heads.get(row.contractId) ?? { seq: 0, hash: NO_HASH };
    const text = { salt: randomBytes(16).toString('hex'), name: row.actorName, body: row.reason };
    const textHash = sha256(personalText(text));
    const seq = head.seq + 1;
    const hash = sha256(entryText(entryFields({ ...row, seq, previousHash: head.hash, textHash })));
    await sql`update credit_entry set seq = ${seq}, previous_hash = ${head.hash}, hash = ${hash}, text_hash = ${textHash}
      where id = ${row.id}`.execute(db);
    await sql`insert into personal_text (entry_id, salt, name, body, written_at)
      values (${row.id}, ${text.salt}, ${text.name}, ${text.body}, ${row.at})`.execute(db);
    await sql`insert into credit_export (entry_id, no) values (${row.id}, ${index + 1})`.execute(db);
    heads.set(row.contractId, { seq, hash, lastAt: row.at });
  }
  for (const [contractId, { seq, hash, lastAt }] of heads) {
    await sql`insert into credit_chain (contract_id, seq, hash, last_at)
      values (${contractId}, ${seq}, ${hash}, ${lastAt})`.execute(db);
  }
}

interface OldAuditLine {
  readonly id: string;
  readonly at: number;
  readonly actorName: string;
  readonly detail: string;
}

async function splitAuditLog(db: Kysely<unknown>): Promise<void> {
  for (let last = ''; ; ) {
    const { rows } = await sql<OldAuditLine>`select id, at, actor_name, detail from audit_entry
      where id > ${last} order by id limit 1000`.execute(db);
    for (const { id, at, actorName, detail } of rows) {
      const { facts, personal } = splitDetail(JSON.parse(detail));
      await sql`insert into personal_text (entry_id, name, body, written_at)
        values (${id}, ${actorName}, ${JSON.stringify(personal)}, ${at})`.execute(db);
      await sql`update audit_entry set detail = ${JSON.stringify(facts)} where id = ${id}`.execute(db);
    }
    const end = rows.at(-1);
    if (!end) return;
    last = end.id;
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
