import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Insertable } from 'kysely';
import { type Connection, connect, type Db } from '#db/connect';
import { migrateToLatest } from '#db/migrate';
import { listWaitingCreditRequests } from '#db/queries/credit-queue';
import { type CreditRequestSummary, listClaimSummaries, listCreditRequests } from '#db/queries/credit-requests';
import type { CreditRequestTable } from '#db/schema/credits';
import { DAY_MS } from '#domain/time';
import { DIRECTIONS, type Direction } from '#domain/words';
import { daysTerms, NOVEMBER, OCTOBER } from '../support/credits.ts';
import { addContract, addService } from '../support/rows.ts';
import { type Figure, percentile, scaled } from './figure.ts';

const FEW = 2_000;
const MANY = 200_000;
const CONTRACTS = 20;
const PAGE = 51;
const ROUNDS = 81;
const GOAL = 1.5;
const ROWS_PER_STATEMENT = 1_000;
/** Of so many claims two wait for an answer: a full page of them in the small list too. */
const OF = 20;

type Lists = Readonly<Record<string, (db: Db, count: number) => Promise<CreditRequestSummary[]>>>;

const LISTS: Lists = {
  'waiting for an answer': (db) => listWaitingCreditRequests(db, { limit: PAGE }),
  'waiting for an answer, one direction': (db) => listWaitingCreditRequests(db, { limit: PAGE, direction: 'we-owe' }),
  'all, newest first': (db) => listCreditRequests(db, 'every-organization', { limit: PAGE }),
  'all of one direction': (db) => listCreditRequests(db, 'every-organization', { limit: PAGE, direction: 'we-owe' }),
  'all, from the middle': (db, count) =>
    listCreditRequests(db, 'every-organization', { limit: PAGE, beforeNo: Math.floor(count / 2) }),
  'of one organisation': (db) => listCreditRequests(db, { organizationId: 'org' }, { limit: PAGE }),
};

/** The first page of each list of claims with two hundred thousand claims and with two thousand, in turns. */
export async function benchClaims(): Promise<Figure[]> {
  const [few, many] = [FEW, Math.max(FEW, scaled(MANY))];
  const open = await Promise.all([few, many].map((count) => openWith(count)));
  const [short, long] = open;
  if (!short || !long) return [];
  try {
    const figures: Figure[] = [];
    for (const [name, list] of Object.entries(LISTS)) {
      const read = async ({ connection: { db }, count }: Opened) => listClaimSummaries(db, await list(db, count));
      const [fewMs, manyMs] = await timeInTurns(
        () => read(short),
        () => read(long),
      );
      const ratio = manyMs / fewMs;
      figures.push(
        { name: `claims ${name}: ${few}`, value: fewMs, unit: 'ms' },
        { name: `claims ${name}: ${many}`, value: manyMs, unit: 'ms' },
        { name: `claims ${name}: ratio`, value: ratio, unit: 'ratio', goal: `< ${GOAL}`, reached: ratio < GOAL },
      );
    }
    return figures;
  } finally {
    for (const one of open) await close(one);
  }
}

async function timeInTurns(few: () => Promise<unknown>, many: () => Promise<unknown>): Promise<[number, number]> {
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, run] of [few, many].entries()) {
      const start = performance.now();
      await run();
      // The first rounds warm up.
      if (round >= ROUNDS / 4) times[index]?.push(performance.now() - start);
    }
  }
  // The quieter rounds: what else the machine does falls on either at random.
  return [percentile(times[0], 25), percentile(times[1], 25)];
}

interface Opened {
  readonly connection: Connection;
  readonly folder: string;
  readonly count: number;
}

async function openWith(count: number): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'outage-ledger-bench-'));
  const url = `sqlite:${join(folder, 'claims.db')}`;
  const connection = connect(url);
  await migrateToLatest(connection, url);
  await fill(connection.db, count);
  return { connection, folder, count };
}

async function close({ connection, folder }: Opened): Promise<void> {
  await connection.close();
  rmSync(folder, { recursive: true, force: true });
}

/** Claims of one organisation under contracts of both directions, one service each, most of them answered. */
async function fill(db: Db, count: number): Promise<void> {
  const serviceId = await addService(db);
  const contracts: FilledContract[] = [];
  for (let index = 0; index < CONTRACTS; index += 1) {
    const direction = DIRECTIONS[index % DIRECTIONS.length] ?? 'we-owe';
    const id = await addContract(db, 'org', [serviceId], { direction, terms: daysTerms() });
    contracts.push({ id, direction, assessmentId: await addAssessment(db, id) });
  }
  for (let from = 0; from < count; from += ROWS_PER_STATEMENT) {
    const nos = Array.from({ length: Math.min(ROWS_PER_STATEMENT, count - from) }, (_, index) => from + index + 1);
    const requests = nos.map((no) => requestOf(no, contracts[no % CONTRACTS]));
    const items = requests.map(({ id, contractId, windowStart, decidedAt }) => ({
      ...{ id: `i-${id}`, requestId: id, contractId, serviceId, windowStart, askedAmount: 3 },
      endedAt: decidedAt ?? null,
    }));
    await db.insertInto('creditRequest').values(requests).execute();
    await db.insertInto('creditRequestItem').values(items).execute();
  }
}

interface FilledContract {
  readonly id: string;
  readonly direction: Direction;
  readonly assessmentId: string;
}

function requestOf(no: number, contract: FilledContract | undefined): Insertable<CreditRequestTable> {
  if (!contract) throw new Error('no contract');
  const waits = no % OF < 2;
  const windowStart = OCTOBER - no * 31 * DAY_MS;
  return {
    ...{ id: `r-${no}`, no, organizationId: 'org', contractId: contract.id, direction: contract.direction },
    ...{
      windowStart,
      windowEnd: windowStart + 31 * DAY_MS,
      assessmentId: contract.assessmentId,
      note: '',
      unit: 'days',
    },
    ...{ askedBy: 'a', askedAt: NOVEMBER + no, updatedAt: NOVEMBER + no, submittedAt: NOVEMBER + no },
    stage: waits ? 'submitted' : 'credited',
    dueAt: waits ? NOVEMBER + no * 60_000 : null,
    decidedAt: waits ? null : NOVEMBER + no,
  };
}

async function addAssessment(db: Db, contractId: string): Promise<string> {
  const { policyId } = await db
    .selectFrom('contract')
    .select('policyId')
    .where('id', '=', contractId)
    .executeTakeFirstOrThrow();
  const id = `a-${contractId}`;
  const window = { windowStart: OCTOBER, windowEnd: NOVEMBER, computedAt: NOVEMBER };
  await db
    .insertInto('slaAssessment')
    .values({ id, contractId, policyId, ...window, evidence: '{}', result: '{}' })
    .execute();
  return id;
}
