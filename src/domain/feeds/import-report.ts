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
