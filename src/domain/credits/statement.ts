import { addDays, dayStart, type Instant } from '../time.ts';
import type { CreditUnit, Direction } from '../words.ts';
import type { ChainedEntry } from './entry-text.ts';
import { type EntryFields, entryFields, type PersonalText } from './entry-text.ts';
import type { FeeShare } from './fee-share.ts';
import { type LedgerLine, ledgerLine } from './ledger-line.ts';
import { balanceName, type HeadMark } from './verify-chain.ts';

/** The days a statement covers, both included, in UTC. */
export interface StatementPeriod {
  readonly from: string;
  readonly to: string;
}

/** First instant and the first one afterwards. */
export function periodSpan({ from, to }: StatementPeriod): { readonly startedAt: Instant; readonly endedAt: Instant } {
  return { startedAt: dayStart(from, 'UTC'), endedAt: dayStart(addDays(to, 1), 'UTC') };
}

export interface StatementBalance {
  readonly direction: Direction;
  readonly unit: CreditUnit;
  readonly currency: string | null;
  /** The window of a percentage, and its `YYYY-MM`. */
  readonly windowStart: Instant | null;
  readonly month: string | null;
  readonly amount: number;
  /** What a percentage comes to, where the fee of its month is known. */
  readonly worth?: { readonly minor: number; readonly currency: string; readonly atMost: boolean };
  /** What it was granted of, where each service has a fee of its own and the contract states their sum. */
  readonly shares?: readonly FeeShare[];
}

/** An entry with what it takes to recompute its hash. */
export interface StatementLine extends LedgerLine {
  readonly seq: number;
  readonly direction: Direction;
  readonly windowStart: Instant | null;
  readonly fields: EntryFields;
  readonly hash: string;
  readonly text: PersonalText | 'removed' | 'missing';
}

/** What one contract's statement says. */
export interface StatementPart {
  readonly contractId: string;
  readonly counterparty: string;
  readonly organizationName: string | null;
  readonly direction: Direction;
  readonly policyName: string;
  readonly zone: string;
  readonly opening: readonly StatementBalance[];
  readonly lines: readonly StatementLine[];
  readonly closing: readonly StatementBalance[];
  /** The end of the chain on the last day of the period. */
  readonly head: HeadMark | null;
}

export interface Statement extends StatementPeriod {
  readonly writtenAt: Instant;
  readonly parts: readonly StatementPart[];
}

/** An entry as the database has it. */
export type StoredLine = Omit<LedgerLine, 'month'> &
  ChainedEntry & {
    readonly hash: string;
    readonly text: PersonalText | 'removed' | 'missing';
  };

/** A line as it is printed and recomputed. */
export function statementLine(entry: StoredLine, zone: string): StatementLine {
  return { ...ledgerLine({ ...entry, zone }), fields: entryFields(entry) };
}

/** Opening balances and entries added up; balances that never were anything are left out. */
export function closingBalances(
  opening: readonly StatementBalance[],
  lines: readonly StatementLine[],
): StatementBalance[] {
  const sums = new Map(opening.map((balance) => [nameOf(balance), balance]));
  for (const { fields, direction, unit, currency, windowStart, month, amount } of lines) {
    const name = balanceName(fields);
    const place = unit === 'percent' ? { windowStart, month } : { windowStart: null, month: null };
    const before = sums.get(name)?.amount ?? 0;
    sums.set(name, { direction, unit, currency, ...place, amount: before + amount });
  }
  return [...sums.values()];
}

function nameOf({ direction, unit, currency, windowStart }: StatementBalance): string {
  const window = windowStart === null ? '' : new Date(windowStart).toISOString();
  return [direction, unit, currency ?? '', window].join('|');
}
