import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { refuseChanges, runPortableDdl } from './portable-ddl.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await runPortableDdl(db, [
    // The figures of a contract as they stood until somebody corrected them.
    `create table contract_fee_before (
      id text primary key, contract_id text not null references contract(id), fee_minor int8, currency text,
      fee_per text not null check (fee_per in ('contract','seat')), seats int8, billing_plan text, at int8 not null)`,
    `create index contract_fee_before_contract on contract_fee_before (contract_id, at)`,
  ]);
  await refuseChanges(db, 'contract_fee_before');
  await setCurrenciesRight(db);
  await lookAgain(db);
}

interface Claim {
  readonly id: string;
  readonly assessmentId: string;
  readonly currency: string | null;
  readonly entered: string | null;
}

/**
 * The currency of a claim stands in the ledger, or in the arithmetic it was made on. It was once taken from the contract's own terms,
 * which need not be those that held for the window.
 */
async function setCurrenciesRight(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<Claim>`
    select request.id, request.assessment_id, request.currency,
      (select min(entry.currency) from credit_entry entry where entry.request_id = request.id and entry.unit = 'money'
        having count(distinct entry.currency) = 1) as entered
    from credit_request request where request.unit = 'money'`.execute(db);
  for (const { id, assessmentId, currency: before, entered } of rows) {
    const currency = entered ?? (await currencyIn(db, assessmentId));
    if (currency === undefined || currency === before) continue;
    await sql`update credit_request set currency = ${currency} where id = ${id}`.execute(db);
    await sql`update credit_proposal set currency = ${currency} where request_id = ${id} and unit = 'money'`.execute(
      db,
    );
  }
  await sql`
    update credit_window set currency = coalesce(
      (select min(entry.currency) from credit_entry entry where entry.contract_id = credit_window.contract_id
        and entry.window_start = credit_window.window_start and entry.unit = 'money' and entry.kind = 'grant'
        having count(distinct entry.currency) = 1),
      (select min(request.currency) from credit_request request where request.contract_id = credit_window.contract_id
        and request.window_start = credit_window.window_start and request.unit = 'money'
        having count(distinct request.currency) = 1),
      currency)
    where unit = 'money'`.execute(db);
}

/** Of the sum that was owed, else of the terms that held. */
async function currencyIn(db: Kysely<unknown>, assessmentId: string): Promise<string | undefined> {
  const { rows } = await sql<{ result: string; evidence: string }>`
    select coalesce(body.result, assessment.result) as result, coalesce(body.evidence, assessment.evidence) as evidence
    from sla_assessment assessment left join assessment_body body on body.id = assessment.body_id
    where assessment.id = ${assessmentId}`.execute(db);
  const [kept] = rows;
  if (!kept) return undefined;
  const { assessment, lines = [] } = JSON.parse(kept.result || '{}');
  const owed: unknown[] = [assessment?.total, ...lines.map(({ line }: { readonly line?: unknown }) => line)];
  const { policy, fee } = JSON.parse(kept.evidence || '{}');
  const found = owed.flatMap(currencyOf)[0] ?? policy?.terms?.credit?.currency ?? fee?.currency;
  return typeof found === 'string' ? found : undefined;
}

function currencyOf(line: unknown): string[] {
  const credit = isObject(line) ? line['credit'] : undefined;
  if (!isObject(credit) || credit['unit'] !== 'money' || typeof credit['currency'] !== 'string') return [];
  return [credit['currency']];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Closed windows whose terms reckon with the fee, or allow so many hours of maintenance a year, were once worked out otherwise. */
async function lookAgain(db: Kysely<unknown>): Promise<void> {
  const policies = await sql<{ key: string; terms: string }>`select key, terms from sla_policy`.execute(db);
  const keys = new Set(policies.rows.filter(({ terms }) => isReckonedAnew(JSON.parse(terms))).map(({ key }) => key));
  const { rows } = await sql<{ id: string; key: string; at: number }>`
    select contract.id, policy.key, max(assessment.window_end) as at
    from contract
    join sla_policy policy on policy.id = contract.policy_id
    join sla_assessment assessment on assessment.contract_id = contract.id and assessment.revision is not null
    group by contract.id, policy.key`.execute(db);
  const cause = JSON.stringify({ kind: 'contract', change: 'arithmetic' });
  for (const { id, at } of rows.filter(({ key }) => keys.has(key))) {
    await sql`insert into evidence_change (id, contract_id, started_at, cause, at)
      values (${randomUUID()}, ${id}, 0, ${cause}, ${at})`.execute(db);
  }
}

interface Terms {
  readonly credit?: { readonly unit?: string; readonly minimum?: unknown };
  readonly cap?: { readonly unit?: string } | null;
  readonly maintenance?: { readonly maximumHoursPerYear?: number | null };
}

function isReckonedAnew({ credit, cap, maintenance }: Terms): boolean {
  const hasAllowance = typeof maintenance?.maximumHoursPerYear === 'number';
  const isOfFee = credit?.unit === 'multiple' || (credit?.minimum ?? null) !== null || cap?.unit === 'percent-of-fee';
  return hasAllowance || isOfFee || cap?.unit === 'days-of-service';
}
