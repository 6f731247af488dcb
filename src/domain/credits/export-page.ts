import { type Instant, toIso } from '../time.ts';
import type { CreditUnit, Direction, EntryKind } from '../words.ts';
import { typedAmount } from './amount.ts';
import type { ApplicationTarget } from './entry-text.ts';

/** An entry as billing reads it; `cursor` counts all entries of the installation without a gap. */
export interface ExportEntry {
  readonly cursor: number;
  readonly id: string;
  readonly contractId: string;
  readonly seq: number;
  readonly at: Instant;
  readonly organizationId: string;
  readonly organizationName: string | null;
  readonly counterparty: string;
  readonly accountNumber: string | null;
  readonly direction: Direction;
  readonly kind: EntryKind;
  readonly unit: CreditUnit;
  readonly currency: string | null;
  readonly amount: number;
  readonly windowStart: Instant | null;
  readonly requestNo: number | null;
  readonly reversesId: string | null;
  readonly appliedTo: ApplicationTarget | null;
  readonly reference: string | null;
  readonly invoiceDate: string | null;
  readonly invoiceMinor: number | null;
  readonly invoiceCurrency: string | null;
  readonly hash: string;
}

export interface ExportPage {
  readonly entries: readonly ExportEntry[];
  /** What to ask with the next time: the cursor of the last entry, or the one asked with. */
  readonly next: number;
  readonly more: boolean;
}

export const LARGEST_EXPORT = 5_000;

/** An entry for a program: instants as ISO 8601, the amount also as a decimal. */
export function exportRecord(entry: ExportEntry) {
  const { at, windowStart, unit, amount, currency } = entry;
  return {
    ...entry,
    at: toIso(at),
    windowStart: windowStart === null ? null : toIso(windowStart),
    amountDecimal: typedAmount({ unit, value: amount, currency }),
  };
}

/** Columns of the CSV, by the names of the JSON. */
export const EXPORT_COLUMNS = [
  'cursor',
  'id',
  'contractId',
  'seq',
  'at',
  'organizationId',
  'organizationName',
  'counterparty',
  'accountNumber',
  'direction',
  'kind',
  'unit',
  'currency',
  'amount',
  'amountDecimal',
  'windowStart',
  'requestNo',
  'reversesId',
  'appliedTo',
  'reference',
  'invoiceDate',
  'invoiceMinor',
  'invoiceCurrency',
  'hash',
] as const satisfies readonly (keyof ReturnType<typeof exportRecord>)[];
