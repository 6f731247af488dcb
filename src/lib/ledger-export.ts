import { EXPORT_COLUMNS, type ExportPage, exportRecord, LARGEST_EXPORT } from '#domain/credits/export-page';
import { writeCsv } from './csv.ts';

/** A page of the export as CSV; its last row's cursor is what to ask with the next time. */
export function exportCsv({ entries }: ExportPage): string {
  const rows = entries.map((entry) => {
    const record = exportRecord(entry);
    return EXPORT_COLUMNS.map((name) => String(record[name] ?? ''));
  });
  return writeCsv([[...EXPORT_COLUMNS], ...rows], { delimiter: ',' });
}

/** The same as JSON. */
export function exportJson({ entries, next, more }: ExportPage): string {
  return JSON.stringify({ entries: entries.map(exportRecord), next, more });
}

export interface ExportQuestion {
  readonly since: number;
  readonly limit: number;
}

/** `?since=120&limit=500`; a sentence where it is no such question. */
export function readExportQuestion(since: string | null, limit: string | null): ExportQuestion | string {
  const from = wholeNumber(since ?? '0');
  if (from === undefined) return 'since is the cursor of the last entry you have: a whole number, 0 for all.';
  const most = wholeNumber(limit ?? '1000');
  if (most === undefined || most < 1 || most > LARGEST_EXPORT) {
    return `limit is a whole number from 1 to ${LARGEST_EXPORT}.`;
  }
  return { since: from, limit: most };
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
