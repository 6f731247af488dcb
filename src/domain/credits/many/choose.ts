import type { BulkAction } from '#domain/words';
import { type AffectedCredit, keyOfAffected } from './affected.ts';

/** Rows that something is owed for and that nobody settled yet, in the direction an action is for. */
export function unsettled(rows: readonly AffectedCredit[], action: BulkAction): AffectedCredit[] {
  const direction = action === 'ask' ? 'owed-to-us' : 'we-owe';
  return rows.filter((row) => row.direction === direction && row.verdict === 'owed' && isUnsettled(row));
}

/** What is ticked at first. */
export function tickedAtFirst(rows: readonly AffectedCredit[]): Set<string> {
  return new Set(rows.filter((row) => row.verdict === 'owed' && !row.open && isUnsettled(row)).map(keyOfAffected));
}

function isUnsettled({ state }: AffectedCredit): boolean {
  return state === 'nobody-asked' || state === 'asked';
}
