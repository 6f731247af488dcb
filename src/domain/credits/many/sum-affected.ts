import { DIRECTIONS, type Direction } from '#domain/words';
import type { CreditAmount } from '../amount.ts';
import type { AffectedCredit } from './affected.ts';

/** Verdicts in the order in which they are told. */
export const VERDICT_ORDER = ['owed', 'depends', 'not-owed'] as const;

/** Contracts of one direction and verdict. */
export interface AffectedGroup {
  readonly direction: Direction;
  readonly verdict: AffectedCredit['verdict'];
  readonly rows: readonly AffectedCredit[];
}

/** What the contracts of one direction come to. */
export interface AffectedSum {
  readonly direction: Direction;
  readonly contracts: number;
  readonly byVerdict: Readonly<Record<AffectedCredit['verdict'], number>>;
  /** Days and money that are owed; percentages of different fees have no sum. */
  readonly owed: readonly CreditAmount[];
  /** How many contracts are owed a share of their fee. */
  readonly shares: number;
  /** What is owed, in money, by currency. */
  readonly worth: readonly CreditAmount[];
  /** What is owed by contracts whose fee is not known is missing in `worth`. */
  readonly worthUnknown: number;
  readonly granted: number;
}

/** Groups by direction, then verdict; groups without rows are left out. */
export function groupAffected(rows: readonly AffectedCredit[]): AffectedGroup[] {
  return DIRECTIONS.flatMap((direction) =>
    VERDICT_ORDER.map((verdict) => ({
      direction,
      verdict,
      rows: rows.filter((row) => row.direction === direction && row.verdict === verdict),
    })),
  ).filter((group) => group.rows.length > 0);
}

/** The sums of each direction that has contracts. */
export function sumAffected(rows: readonly AffectedCredit[]): AffectedSum[] {
  return DIRECTIONS.map((direction) =>
    sumOf(
      direction,
      rows.filter((row) => row.direction === direction),
    ),
  ).filter(({ contracts }) => contracts > 0);
}

function sumOf(direction: Direction, rows: readonly AffectedCredit[]): AffectedSum {
  const owed = rows.filter(({ verdict }) => verdict === 'owed');
  const known = owed.flatMap(({ worth }) => (worth.known ? worth : []));
  const verdicts = [...verdictByContract(rows).values()];
  const count = (verdict: AffectedCredit['verdict']): number => verdicts.filter((one) => one === verdict).length;
  return {
    direction,
    contracts: verdicts.length,
    byVerdict: { owed: count('owed'), depends: count('depends'), 'not-owed': count('not-owed') },
    owed: addUp(owed.map((row) => row.owed).filter(({ unit }) => unit !== 'percent')),
    shares: owed.filter(({ owed: { unit } }) => unit === 'percent').length,
    worth: addUp(known.map(({ minor, currency }) => ({ unit: 'money', value: minor, currency }))),
    worthUnknown: owed.length - known.length,
    granted: new Set(rows.filter(({ state }) => state === 'granted').map(({ contractId }) => contractId)).size,
  };
}

/** A contract with several windows counts once, by the window that earns most. */
function verdictByContract(rows: readonly AffectedCredit[]): Map<string, AffectedCredit['verdict']> {
  const best = new Map<string, AffectedCredit['verdict']>();
  for (const verdict of VERDICT_ORDER.toReversed()) {
    for (const row of rows) if (row.verdict === verdict) best.set(row.contractId, verdict);
  }
  return best;
}

/** Amounts of one unit and currency as one. */
export function addUp(amounts: readonly CreditAmount[]): CreditAmount[] {
  const sums = new Map<string, CreditAmount>();
  for (const amount of amounts) {
    const key = `${amount.unit} ${amount.currency ?? ''}`;
    sums.set(key, { ...amount, value: (sums.get(key)?.value ?? 0) + amount.value });
  }
  return [...sums.values()];
}
