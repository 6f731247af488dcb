import type { CreditRequestStage, CreditUnit, Direction, LineVerdict } from '#domain/words';
import type { CreditAmount } from '../amount.ts';
import { isWaiting } from './judge-affected.ts';

/** What a cell of the overview says, the most pressing first. */
export const CELL_STATES = [
  'owed',
  'claimed',
  'depends',
  'granted',
  'declined',
  'lapsed',
  'open',
  'not-measured',
  'nothing',
] as const;
export type CellState = (typeof CELL_STATES)[number];

/** One service of one contract in one window, as it was frozen; without an assessment while the window is open. */
export interface MatrixLine {
  readonly organizationId: string;
  readonly contractId: string;
  readonly counterparty: string;
  readonly direction: Direction;
  readonly serviceId: string;
  readonly windowStart: number | null;
  readonly windowEnd: number | null;
  readonly verdict: LineVerdict | null;
  readonly unit: CreditUnit | null;
  readonly amount: number;
  readonly currency: string | null;
  readonly lapsesAt: number | null;
}

/** A claim on one service of one window. */
export interface MatrixClaim {
  readonly contractId: string;
  readonly serviceId: string;
  readonly windowStart: number;
  readonly no: number;
  readonly stage: CreditRequestStage;
  readonly live: boolean;
  readonly unit: CreditUnit;
  readonly askedAmount: number;
  readonly creditedAmount: number;
}

/** What one contract has in a cell. */
export interface CellEntry {
  readonly contractId: string;
  readonly counterparty: string;
  readonly direction: Direction;
  readonly state: CellState;
  readonly amount: CreditAmount | null;
  readonly claimNo: number | null;
}

/** Judges one line with its claims, the newest first, at `now`. */
export function judgeCell(line: MatrixLine, claims: readonly MatrixClaim[], now: number): CellEntry {
  const { contractId, counterparty, direction } = line;
  const live = claims.find((claim) => claim.live);
  const place = { contractId, counterparty, direction };
  if (live) {
    const waits = isWaiting(live.stage);
    const value = waits ? live.askedAmount : live.creditedAmount;
    const amount = { unit: live.unit, value, currency: line.currency };
    return { ...place, state: waits ? 'claimed' : 'granted', amount, claimNo: live.no };
  }
  const declined = claims.find(({ stage }) => stage === 'declined');
  return { ...place, state: stateOf(line, declined, now), amount: amountOf(line), claimNo: declined?.no ?? null };
}

function stateOf(line: MatrixLine, declined: MatrixClaim | undefined, now: number): CellState {
  if (line.windowStart === null) return 'open';
  if (line.verdict === null) return 'not-measured';
  if (line.verdict === 'not-owed' || line.verdict === 'not-covered') return 'nothing';
  if (declined) return 'declined';
  if (line.lapsesAt !== null && now >= line.lapsesAt) return 'lapsed';
  return line.verdict === 'depends' ? 'depends' : 'owed';
}

function amountOf({ unit, amount, currency }: MatrixLine): CreditAmount | null {
  return unit === null ? null : { unit, value: amount, currency };
}

/** The entries of a cell, the most pressing first. */
export function orderEntries(entries: readonly CellEntry[]): CellEntry[] {
  return entries.toSorted((a, b) => CELL_STATES.indexOf(a.state) - CELL_STATES.indexOf(b.state));
}

/** Whether an entry has something to tell: services where all was well are left blank. */
export function tellsSomething({ state }: CellEntry): boolean {
  return state !== 'nothing' && state !== 'open' && state !== 'not-measured';
}
