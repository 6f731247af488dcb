import type { RejectedRow } from './provider-incident.ts';

/** What an import or a poll did; every row of the document is counted once. */
export interface ImportReport {
  readonly read: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly rejected: readonly RejectedRow[];
}

/** `ignored`: about products nobody watches here. */
export type ImportOutcome = 'created' | 'updated' | 'unchanged' | 'ignored';

export interface ImportedRow {
  readonly externalId: string;
  readonly outcome: ImportOutcome;
}

/** Counts rows by what became of them; an ignored one is named with its reason like one that could not be read. */
export function summarize(rows: readonly ImportedRow[], unreadable: readonly RejectedRow[]): ImportReport {
  const count = (outcome: ImportOutcome): number => rows.filter((row) => row.outcome === outcome).length;
  const ignored = rows
    .filter((row) => row.outcome === 'ignored')
    .map((row) => ({ id: row.externalId, reason: 'None of its products is a service here.' }));
  return {
    read: rows.length + unreadable.length,
    created: count('created'),
    updated: count('updated'),
    unchanged: count('unchanged'),
    rejected: [...unreadable, ...ignored],
  };
}
