import { monthOf } from '../time.ts';
import type { CreditUnit, EntryKind } from '../words.ts';
import type { ApplicationTarget } from './entry-text.ts';

/** One printed line of the ledger. */
export interface LedgerLine {
  readonly id: string;
  readonly at: number;
  readonly kind: EntryKind;
  readonly unit: CreditUnit;
  readonly currency: string | null;
  readonly amount: number;
  readonly serviceNames: Readonly<Record<string, string>> | null;
  readonly counterparty: string;
  /** `YYYY-MM` of the window, in the zone of the contract. */
  readonly month: string | null;
  readonly requestNo: number | null;
  readonly reference: string | null;
  readonly appliedTo: ApplicationTarget | null;
  readonly invoiceDate: string | null;
  readonly invoiceMinor: number | null;
  readonly invoiceCurrency: string | null;
  /** Null once names and free text were removed. */
  readonly reason: string | null;
  readonly actorName: string | null;
  readonly blankedAt: number | null;
  readonly reversedById: string | null;
}

/** An entry with the month its window is named by. */
export function ledgerLine<Entry extends Omit<LedgerLine, 'month'>>(
  entry: Entry & { readonly windowStart: number | null; readonly zone: string },
): Entry & { readonly month: string | null } {
  return { ...entry, month: entry.windowStart === null ? null : monthOf(entry.windowStart, entry.zone) };
}
