import { typedAmount } from '#domain/credits/amount';
import type { PlacedEntry } from '#domain/credits/many/build-matrix';
import { toIso } from '#domain/time';
import { CELL_WORDS } from '#i18n/credits/matrix-words';
import { writeCsv } from './csv.ts';

export interface MatrixNames {
  readonly customers: ReadonlyMap<string, string>;
  readonly services: ReadonlyMap<string, string>;
}

const HEAD = [
  'Customer',
  'Contract with',
  'Direction',
  'Service',
  'Month',
  'State',
  'Amount',
  'Unit',
  'Claim',
  'Ask before',
];

/** The overview of customers as a file for a spreadsheet, one line a contract, service and window. */
export function matrixCsv(entries: readonly PlacedEntry[], { customers, services }: MatrixNames): string {
  const rows = entries.map((entry) => [
    customers.get(entry.organizationId) ?? '',
    entry.counterparty,
    entry.direction === 'we-owe' ? 'we owe' : 'owed to us',
    services.get(entry.serviceId) ?? '',
    entry.month,
    CELL_WORDS[entry.state].word,
    entry.amount ? typedAmount(entry.amount) : '',
    entry.amount ? (entry.amount.currency ?? entry.amount.unit) : '',
    entry.claimNo === null ? '' : String(entry.claimNo),
    entry.lapsesAt === null ? '' : toIso(entry.lapsesAt),
  ]);
  return writeCsv([HEAD, ...rows], { delimiter: ',' });
}
