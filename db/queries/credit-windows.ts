import { assessContract, type ContractWindow } from '#domain/credits/assess-contract';
import { type CreditMonth, creditTable } from '#domain/credits/credit-table';
import { type ContractEvidence, evidenceWithin } from '#domain/credits/evidence';
import { isWindowOfContract, windowMonths } from '#domain/credits/window-months';
import { isMonth, windowOf } from '#domain/sla/window';
import type { Instant } from '#domain/time';
import type { Db } from '../connect.ts';
import { type ContractSummary, listContracts } from './contracts.ts';
import { type ContractUnderPolicy, findContractUnderPolicy, getContractEvidence } from './credit-evidence.ts';
import { listClaimedItems } from './credit-requests.ts';
import type { LedgerScope } from './ledger.ts';

export interface AssessedWindow extends ContractUnderPolicy {
  readonly evidence: ContractEvidence;
  readonly window: ContractWindow;
}

/** The arithmetic of one contract and window as of `now`; undefined when the contract is not in scope or has no such window. */
export async function findContractWindow(
  db: Db,
  scope: LedgerScope,
  input: { readonly contractId: string; readonly month: string; readonly now: Instant },
): Promise<AssessedWindow | undefined> {
  const { contractId, month, now } = input;
  if (!isMonth(month)) return undefined;
  const found = await findContractUnderPolicy(db, scope, contractId);
  if (!found || !isWindowOfContract(found.policy.terms.window, termOf(found), { month, now })) return undefined;
  const span = windowOf(found.policy.terms.window, month, found.zone);
  const evidence = evidenceWithin(await getContractEvidence(db, found, span), span);
  return { ...found, evidence, window: assessContract(evidence, month, now) };
}

export interface WindowPage {
  readonly now: Instant;
  readonly limit: number;
  /** Only windows before this `YYYY-MM`. */
  readonly before?: string | undefined;
}

/** The table of a contract, newest window first, from one read of its evidence. */
export async function listCreditMonths(db: Db, found: ContractUnderPolicy, page: WindowPage): Promise<CreditMonth[]> {
  const rule = found.policy.terms.window;
  const months = windowMonths(rule, termOf(found), page);
  const [newest = '', oldest = newest] = [months.at(0), months.at(-1)];
  if (newest === '') return [];
  const span = {
    startedAt: windowOf(rule, oldest, found.zone).startedAt,
    endedAt: windowOf(rule, newest, found.zone).endedAt,
  };
  const evidence = await getContractEvidence(db, found, span);
  const windows = months.map((month) => {
    const within = evidenceWithin(evidence, windowOf(rule, month, found.zone));
    return assessContract(within, month, page.now);
  });
  return creditTable(windows, await listClaimedItems(db, found.contract.id), page.now);
}

export interface ContractMonths extends ContractUnderPolicy {
  readonly months: readonly CreditMonth[];
}

/** The latest windows of every contract that runs or ended lately. */
export async function listLatestMonths(
  db: Db,
  scope: LedgerScope,
  page: { readonly now: Instant; readonly limit: number },
): Promise<ContractMonths[]> {
  const tables: ContractMonths[] = [];
  for (const { id } of (await listContracts(db, scope)).toSorted(runningFirst(page.now))) {
    const found = await findContractUnderPolicy(db, scope, id);
    if (found) tables.push({ ...found, months: await listCreditMonths(db, found, page) });
  }
  return tables;
}

function runningFirst(now: Instant): (a: ContractSummary, b: ContractSummary) => number {
  const ended = ({ endsAt }: ContractSummary): number => (endsAt !== null && endsAt <= now ? 1 : 0);
  return (a, b) => ended(a) - ended(b);
}

function termOf({ contract, zone }: ContractUnderPolicy) {
  return { startsAt: contract.startsAt, endsAt: contract.endsAt, zone };
}
