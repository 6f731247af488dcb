import {
  closingBalances,
  periodSpan,
  type Statement,
  type StatementBalance,
  type StatementPart,
  type StatementPeriod,
  statementLine,
} from '#domain/credits/statement';
import { type Instant, monthOf } from '#domain/time';
import type { Db } from '../connect.ts';
import { type ChainHead, textOf } from './credit-chain.ts';
import { type LedgerScope, windowOfPercent } from './ledger.ts';
import { withWorth } from './statement-worth.ts';

export interface StatementQuestion extends StatementPeriod {
  readonly now: Instant;
  readonly contractId?: string | undefined;
  readonly organizationId?: string | undefined;
}

/** The statement of every contract in scope that has entries up to the end of the period; a contract that was named is there even without. */
export async function getStatement(db: Db, scope: LedgerScope, question: StatementQuestion): Promise<Statement> {
  const { from, to, now } = question;
  const parts: StatementPart[] = [];
  for (const contract of await listContractsOfStatement(db, scope, question)) {
    parts.push(await getPart(db, contract, question));
  }
  return { from, to, writtenAt: now, parts };
}

type ContractOfStatement = Awaited<ReturnType<typeof listContractsOfStatement>>[number];

async function listContractsOfStatement(db: Db, scope: LedgerScope, question: StatementQuestion) {
  const { contractId, organizationId } = question;
  let query = db
    .selectFrom('contract')
    .innerJoin('slaPolicy', 'slaPolicy.id', 'contract.policyId')
    .leftJoin('organization', 'organization.id', 'contract.organizationId')
    .select(['contract.id as contractId', 'contract.counterparty', 'contract.direction', 'contract.zone'])
    .select(['slaPolicy.name as policyName', 'slaPolicy.terms', 'organization.name as organizationName'])
    .orderBy('contract.counterparty')
    .orderBy('contract.id');
  if (scope !== 'every-organization') query = query.where('contract.organizationId', '=', scope.organizationId);
  if (organizationId !== undefined) query = query.where('contract.organizationId', '=', organizationId);
  if (contractId !== undefined) query = query.where('contract.id', '=', contractId);
  else {
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('creditEntry')
          .select('creditEntry.id')
          .whereRef('creditEntry.contractId', '=', 'contract.id')
          .where('creditEntry.at', '<', periodSpan(question).endedAt),
      ),
    );
  }
  const rows = await query.execute();
  return rows.map(({ terms, zone, ...row }) => ({ ...row, zone: zone ?? String(JSON.parse(terms).window.zone) }));
}

async function getPart(db: Db, contract: ContractOfStatement, period: StatementPeriod): Promise<StatementPart> {
  const { startedAt, endedAt } = periodSpan(period);
  const opening = await listOpening(db, contract, startedAt);
  const rows = await listRows(db, contract.contractId, { startedAt, endedAt });
  const lines = rows.map((row) => statementLine(row, contract.zone));
  const head = (await findHeadBefore(db, contract.contractId, endedAt)) ?? null;
  const { contractId } = contract;
  const closing = await withWorth(db, { contractId, before: endedAt }, closingBalances(opening, lines));
  return {
    ...contract,
    opening: await withWorth(db, { contractId, before: startedAt }, opening),
    lines,
    closing,
    head,
  };
}

async function listOpening(
  db: Db,
  { contractId, zone }: ContractOfStatement,
  before: Instant,
): Promise<StatementBalance[]> {
  const rows = await db
    .selectFrom('creditEntry')
    .select(['direction', 'unit', 'currency', windowOfPercent.as('windowStart')])
    .select((eb) => eb.fn.sum<number>('amount').as('amount'))
    .where('contractId', '=', contractId)
    .where('at', '<', before)
    .groupBy(['direction', 'unit', 'currency', windowOfPercent])
    .orderBy('unit')
    .orderBy(windowOfPercent)
    .execute();
  return rows.map((row) => ({ ...row, month: row.windowStart === null ? null : monthOf(row.windowStart, zone) }));
}

async function listRows(db: Db, contractId: string, span: { readonly startedAt: Instant; readonly endedAt: Instant }) {
  const rows = await db
    .selectFrom('creditEntry as entry')
    .innerJoin('contract', 'contract.id', 'entry.contractId')
    .leftJoin('personalText as text', 'text.entryId', 'entry.id')
    .leftJoin('creditRequest as request', 'request.id', 'entry.requestId')
    .leftJoin('creditRequestItem as item', 'item.id', 'entry.itemId')
    .leftJoin('service', 'service.id', 'item.serviceId')
    .leftJoin('creditEntry as reversal', 'reversal.reversesId', 'entry.id')
    .selectAll('entry')
    .select(['text.salt', 'text.name', 'text.body', 'text.blankedAt', 'contract.counterparty'])
    .select(['request.no as requestNo', 'service.names', 'reversal.id as reversedById'])
    .where('entry.contractId', '=', contractId)
    .where('entry.at', '>=', span.startedAt)
    .where('entry.at', '<', span.endedAt)
    .orderBy('entry.seq')
    .execute();
  return rows.map(({ names, salt, name, body, ...row }) => ({
    ...row,
    actorName: name,
    reason: body,
    text: textOf({ salt, name, body, blankedAt: row.blankedAt }),
    serviceNames: names === null ? null : JSON.parse(names),
  }));
}

function findHeadBefore(db: Db, contractId: string, before: Instant): Promise<ChainHead | undefined> {
  return db
    .selectFrom('creditEntry')
    .select(['seq', 'hash'])
    .where('contractId', '=', contractId)
    .where('at', '<', before)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The name on an organisation's statement. */
export async function findOrganizationName(db: Db, id: string): Promise<string | undefined> {
  return (await db.selectFrom('organization').select('name').where('id', '=', id).executeTakeFirst())?.name;
}
