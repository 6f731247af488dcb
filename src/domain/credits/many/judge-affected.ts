import type { Verdict } from '#domain/sla/assessment';
import type { UnitOfCredits } from '#domain/sla/credit-unit';
import type { Instant } from '#domain/time';
import type { Direction } from '#domain/words';
import type { ContractLine, ContractWindow } from '../assess-contract.ts';
import { creditRow } from '../credit-table.ts';
import type { AskingTime } from '../judge-claim.ts';
import { type WorthBasis, worthOf } from '../worth.ts';
import type { AffectedCredit, AffectedService, AffectedState, WindowClaim, WindowGrants } from './affected.ts';

export interface AffectedInput {
  readonly contract: Pick<
    AffectedCredit,
    'organizationId' | 'organizationName' | 'counterparty' | 'policyName' | 'automatic'
  > & { readonly id: string; readonly direction: Direction };
  readonly window: ContractWindow;
  /** The services the incident touched. */
  readonly serviceIds: readonly string[];
  /** Of this contract and window. */
  readonly claims: readonly WindowClaim[];
  readonly grants: WindowGrants | null;
  readonly unit: UnitOfCredits;
  readonly worth: Omit<WorthBasis, 'window'>;
  readonly now: Instant;
}

interface JudgedService extends AffectedService {
  readonly time: AskingTime | null;
  readonly lapsed: boolean;
}

/** Puts together what one contract is owed in one window, what became of it and until when it can be asked for. */
export function judgeAffected(input: AffectedInput): AffectedCredit {
  const { contract, window, grants, unit, worth } = input;
  const { id, ...named } = contract;
  const concerned = withClaimedTogether(input);
  const lines = window.lines.filter(({ serviceId }) => concerned.has(serviceId));
  const judged = lines.map((line) => judgeService(line, input));
  const { startedAt, endedAt, zone } = window.assessment.window;
  const owed = { ...unit, value: sumAfterCap(judged, window) };
  return {
    ...named,
    contractId: id,
    month: window.month,
    windowStart: startedAt,
    windowEnd: endedAt,
    zone,
    open: window.assessment.open,
    verdict: verdictOf(judged),
    owed,
    worth: worthOf(owed, { ...worth, window: { startedAt, endedAt } }),
    state: stateOf(judged, contract),
    grants,
    creditedAmount: judged.reduce((sum, { claim }) => sum + (claim?.creditedAmount ?? 0), 0),
    time: earliest(judged),
    services: judged.map(({ time: _time, lapsed: _lapsed, ...service }) => service),
  };
}

/** A claim is answered as a whole: the services that wait in one with these belong to them. */
function withClaimedTogether({ serviceIds, claims }: AffectedInput): Set<string> {
  const waiting = claims.filter(({ live, stage }) => live && isWaiting(stage));
  const nos = new Set(waiting.filter((one) => serviceIds.includes(one.serviceId)).map(({ requestNo }) => requestNo));
  const together = waiting.filter(({ requestNo }) => nos.has(requestNo)).map(({ serviceId }) => serviceId);
  return new Set([...serviceIds, ...together]);
}

function judgeService(line: ContractLine, { window, claims, now }: AffectedInput): JudgedService {
  const row = creditRow(line, { window: window.assessment.window, claims, now });
  const own = claims.filter(({ serviceId }) => serviceId === line.serviceId);
  const { covered, verdict, credit, uptime, service } = line.line;
  const { claim } = row;
  return {
    serviceId: line.serviceId,
    name: service ?? '',
    verdict: covered ? verdict : 'not-covered',
    // Where no record speaks of the window, what is owed is not known, whatever the terms make of unknown time.
    amount: covered && verdict !== 'not-owed' && line.recordedFrom !== null ? (credit?.amount ?? 0) : 0,
    percent: uptime.percent,
    free: claim.can === 'ask',
    claim: own.find(({ live }) => live) ?? own[0] ?? null,
    time: claim.can === 'ask' ? claim.time : null,
    lapsed: claim.can === 'not' && claim.why === 'lapsed',
  };
}

function sumAfterCap(services: readonly JudgedService[], { assessment }: ContractWindow): number {
  const sum = services.reduce((total, { amount }) => total + amount, 0);
  return Math.min(sum, assessment.total.credit?.amount ?? sum);
}

function verdictOf(services: readonly JudgedService[]): Verdict {
  const earning = services.filter(({ amount }) => amount > 0).map(({ verdict }) => verdict);
  if (earning.includes('owed')) return 'owed';
  return earning.includes('depends') ? 'depends' : 'not-owed';
}

/** The state that asks most for attention wins. */
function stateOf(services: readonly JudgedService[], contract: AffectedInput['contract']): AffectedState {
  const claims = services.flatMap(({ claim }) => claim ?? []);
  const waits = claims.filter(({ live, stage }) => live && isWaiting(stage));
  if (waits.some(({ unconfirmed }) => unconfirmed)) return 'second';
  if (waits.some(({ appealed }) => appealed)) return 'appeal';
  if (waits.length > 0) return 'asked';
  if (services.some(({ free, claim }) => free && claim === null)) {
    return contract.direction === 'owed-to-us' && contract.automatic ? 'expected' : 'nobody-asked';
  }
  if (claims.some(({ live, creditedAmount }) => live && creditedAmount > 0)) return 'granted';
  if (claims.some(({ stage }) => stage === 'declined')) return 'declined';
  if (services.some(({ lapsed }) => lapsed)) return 'lapsed';
  return services.some(({ free }) => free) ? 'nobody-asked' : 'none';
}

/** Whether a claim at this stage waits for an answer. */
export function isWaiting(stage: WindowClaim['stage']): boolean {
  return stage === 'held' || stage === 'submitted' || stage === 'in-review';
}

function earliest(services: readonly JudgedService[]): AskingTime | null {
  const times = services.flatMap(({ time }) => time ?? []);
  return times.toSorted((a, b) => a.firstLapsesAt - b.firstLapsesAt || a.lapsesAt - b.lapsesAt)[0] ?? null;
}
