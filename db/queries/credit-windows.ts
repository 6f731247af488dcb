import { assessContract, type ContractWindow } from '#domain/credits/assess-contract';
import { closedAsOf } from '#domain/credits/closed-window';
import { type CreditMonth, creditTable } from '#domain/credits/credit-table';
import type { ContractEvidence, EvidenceOutage } from '#domain/credits/evidence';
import { policyInForce } from '#domain/credits/policy-in-force';
import { windowEvidence } from '#domain/credits/window-evidence';
import { isWindowOfContract, windowMonths } from '#domain/credits/window-months';
import type { AssessedWindow as NamedSpan } from '#domain/sla/assessment';
import { isMonth, windowOf } from '#domain/sla/window';
import type { Instant } from '#domain/time';
import type { Db } from '../connect.ts';
import { type FrozenAssessment, type FrozenWindow, findFrozenAssessment, listCurrentResults } from './assessments.ts';
import { type ContractSummary, listContracts } from './contracts.ts';
import { type ContractUnderPolicy, findContractUnderPolicy, getContractEvidence } from './credit-evidence.ts';
import { listClaimedItems } from './credit-requests.ts';
import type { LedgerScope } from './ledger.ts';
import { listToldIncidents } from './service-evidence.ts';

export interface AssessedWindow extends ContractUnderPolicy {
  readonly evidence: ContractEvidence;
  readonly window: ContractWindow;
  /** The assessment that stands once the window has closed; null while it is open or about to be frozen. */
  readonly frozen: FrozenAssessment | null;
}

export interface WindowPlace {
  readonly contractId: string;
  readonly month: string;
  readonly now: Instant;
  /** An earlier assessment instead of the one that stands. */
  readonly revision?: number | undefined;
}

/** The arithmetic of one contract and window: as it was frozen, or as of `now`; undefined when the contract is not in scope or has no such window. */
export async function findContractWindow(
  db: Db,
  scope: LedgerScope,
  { contractId, month, now, revision }: WindowPlace,
): Promise<AssessedWindow | undefined> {
  if (!isMonth(month)) return undefined;
  const found = await findContractUnderPolicy(db, scope, contractId);
  if (!found || !isWindowOfContract(found.policy.terms.window, termOf(found), { month, now })) return undefined;
  const span = windowOf(found.policy.terms.window, month, found.zone);
  const frozen = await findFrozenAssessment(db, { contractId, windowStart: span.startedAt, revision });
  if (frozen) {
    const thawed = await thaw(db, contractId, frozen);
    return { ...found, policy: thawed.evidence.policy, ...thawed };
  }
  if (revision !== undefined) return undefined;
  const policy = policyInForce(found, span);
  const evidence = windowEvidence(await getContractEvidence(db, found, span), { policy, window: span });
  return { ...found, policy, evidence, window: assessNow(evidence, { month, span, now }), frozen: null };
}

/** A frozen assessment as the pages show it: incidents are named as the public may read of them today. */
async function thaw(
  db: Db,
  contractId: string,
  { input, window, ...frozen }: FrozenWindow,
): Promise<Pick<AssessedWindow, 'evidence' | 'window' | 'frozen'>> {
  const incidents = await listToldIncidents(
    db,
    input.outages.map(({ id }) => id),
  );
  const outages: EvidenceOutage[] = input.outages.map((outage) => ({
    ...outage,
    incident: incidents.get(outage.id) ?? null,
  }));
  const { policy, services, checks, gaps, maintenance, exclusions, fee } = input;
  const contract = { ...input.contract, id: contractId };
  return {
    evidence: { policy, contract, services, checks, outages, gaps, maintenance, exclusions, fee },
    window,
    frozen,
  };
}

function assessNow(
  evidence: ContractEvidence,
  { month, span, now }: { readonly month: string; readonly span: NamedSpan; readonly now: Instant },
): ContractWindow {
  return assessContract(evidence, month, now < span.endedAt ? now : closedAsOf(evidence, span, now));
}

export interface WindowPage {
  readonly now: Instant;
  readonly limit: number;
  /** Only windows before this `YYYY-MM`. */
  readonly before?: string | undefined;
}

/** The table of a contract, newest window first: frozen windows as they stand, the others from one read of the evidence. */
export async function listCreditMonths(db: Db, found: ContractUnderPolicy, page: WindowPage): Promise<CreditMonth[]> {
  const rule = found.policy.terms.window;
  const months = windowMonths(rule, termOf(found), page);
  const spans = new Map(months.map((month) => [month, windowOf(rule, month, found.zone)]));
  const starts = [...spans.values()].map(({ startedAt }) => startedAt);
  const frozen = await listCurrentResults(db, found.contract.id, starts);
  const live = await assessLive(db, found, {
    spans: new Map([...spans].filter(([, { startedAt }]) => !frozen.has(startedAt))),
    now: page.now,
  });
  const windows = [...spans].flatMap(
    ([month, { startedAt }]) => frozen.get(startedAt)?.window ?? live.get(month) ?? [],
  );
  return creditTable(windows, await listClaimedItems(db, found.contract.id), page.now);
}

async function assessLive(
  db: Db,
  found: ContractUnderPolicy,
  { spans, now }: { readonly spans: ReadonlyMap<string, NamedSpan>; readonly now: Instant },
): Promise<Map<string, ContractWindow>> {
  if (spans.size === 0) return new Map();
  const all = [...spans.values()];
  const evidence = await getContractEvidence(db, found, {
    startedAt: Math.min(...all.map(({ startedAt }) => startedAt)),
    endedAt: Math.max(...all.map(({ endedAt }) => endedAt)),
  });
  return new Map(
    [...spans].map(([month, span]) => {
      const within = windowEvidence(evidence, { policy: policyInForce(found, span), window: span });
      return [month, assessNow(within, { month, span, now })];
    }),
  );
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
