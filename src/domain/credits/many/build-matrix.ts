import {
  type CellEntry,
  judgeCell,
  type MatrixClaim,
  type MatrixLine,
  orderEntries,
  tellsSomething,
} from './matrix.ts';
import { monthOfWindow } from './matrix-months.ts';

export interface MatrixInput {
  readonly lines: readonly MatrixLine[];
  readonly claims: readonly MatrixClaim[];
  readonly now: number;
  /** Services side by side in one month, or the months of one service. */
  readonly columns: 'services' | 'months';
  /** The month of what is not frozen yet. */
  readonly openMonth: string;
}

/** One judged line with where it stands. */
export interface PlacedEntry extends CellEntry {
  readonly organizationId: string;
  readonly column: string;
  readonly serviceId: string;
  readonly month: string;
  readonly windowStart: number | null;
  readonly lapsesAt: number | null;
}

/** Every line judged with its claims; the most pressing entry of a cell first. */
export function placeEntries({ lines, claims, now, columns, openMonth }: MatrixInput): PlacedEntry[] {
  const byWindow = Map.groupBy(claims, (claim) => keyOf(claim, claim.windowStart));
  const byService = Map.groupBy(claims, (claim) => keyOf(claim, null));
  const frozen = new Set(lines.map((line) => keyOf(line, line.windowStart)));
  return lines.map((line) => {
    const { organizationId, serviceId, windowStart, windowEnd, lapsesAt } = line;
    const open = windowStart === null;
    const own = open
      ? (byService.get(keyOf(line, null)) ?? []).filter((claim) => !frozen.has(keyOf(claim, claim.windowStart)))
      : (byWindow.get(keyOf(line, windowStart)) ?? []);
    const month = windowEnd === null ? openMonth : monthOfWindow(windowEnd);
    const column = columns === 'services' ? serviceId : month;
    return { ...judgeCell(line, own, now), organizationId, column, serviceId, month, windowStart, lapsesAt };
  });
}

/** The entries of each customer's cells. */
export function cellsOf(entries: readonly PlacedEntry[]): Map<string, CellEntry[]> {
  const cells = Map.groupBy(entries, ({ organizationId, column }) => `${organizationId} ${column}`);
  return new Map([...cells].map(([key, own]) => [key, orderEntries(own)]));
}

/** Columns in which any customer has something to tell. */
export function tellingColumns(entries: readonly PlacedEntry[]): Set<string> {
  return new Set(entries.filter(tellsSomething).map(({ column }) => column));
}

function keyOf(
  { contractId, serviceId }: { readonly contractId: string; readonly serviceId: string },
  windowStart: number | null,
): string {
  return `${contractId} ${serviceId} ${windowStart ?? ''}`;
}
