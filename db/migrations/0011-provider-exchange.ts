import { randomUUIDv7 } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { refuseChanges, runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    // What went between us and a provider about a claim, one line each; who recorded it is looked up, no name is kept here.
    `create table provider_exchange (
      id text primary key, request_id text not null references credit_request(id), organization_id text not null, seq int8 not null,
      kind text not null check (kind in ('sent','acknowledged','asked','supplied','granted','partly','refused','seen')),
      at int8 not null, happened_on text not null, channel text check (channel in ('form','mail','phone','chat')),
      case_number text, words text not null, answer_by text,
      unit text check (unit in ('days','percent','money')), currency text, amounts text, amount int8 check (amount > 0),
      reference text, entry_id text references credit_entry(id), recorded_by text, once_key text not null,
      check ((unit is null) = (amount is null)), check (unit is null or (unit = 'money') = (currency is not null)))`,
    `create unique index provider_exchange_seq on provider_exchange (request_id, seq)`,
    `create unique index provider_exchange_once on provider_exchange (once_key)`,
  ]);
  await takeOverColumns(db);
  await refuseChanges(db, 'provider_exchange');
}

interface OldClaim {
  readonly id: string;
  readonly organizationId: string;
  readonly stage: string;
  readonly askedBy: string;
  readonly askedAt: number;
  readonly decidedBy: string | null;
  readonly decidedAt: number | null;
  readonly providerCaseNumber: string | null;
  readonly providerAnswer: string | null;
}

/** A case number and an answer used to be two columns of the claim. */
async function takeOverColumns(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<OldClaim>`select * from credit_request
    where provider_case_number is not null or provider_answer is not null order by id`.execute(db);
  for (const claim of rows) {
    const sent = {
      kind: 'sent',
      at: claim.askedAt,
      words: '',
      by: claim.askedBy,
      caseNumber: claim.providerCaseNumber,
    };
    await insertLine(db, claim, { ...sent, seq: 1 });
    if (claim.providerAnswer === null) continue;
    const kind = claim.stage === 'declined' ? 'refused' : 'granted';
    const at = claim.decidedAt ?? claim.askedAt;
    const answer = { kind, at, words: claim.providerAnswer, by: claim.decidedBy, caseNumber: null };
    await insertLine(db, claim, { ...answer, seq: 2 });
  }
}

async function insertLine(
  db: Kysely<unknown>,
  { id, organizationId }: OldClaim,
  line: { kind: string; at: number; words: string; by: string | null; caseNumber: string | null; seq: number },
): Promise<void> {
  const { kind, at, words, by, caseNumber, seq } = line;
  const day = new Date(at).toISOString().slice(0, 10);
  const lineId = randomUUIDv7();
  await sql`insert into provider_exchange
    (id, request_id, organization_id, seq, kind, at, happened_on, case_number, words, recorded_by, once_key)
    values (${lineId}, ${id}, ${organizationId}, ${seq}, ${kind}, ${at}, ${day}, ${caseNumber}, ${words}, ${by}, ${lineId})`.execute(
    db,
  );
}
