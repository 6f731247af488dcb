/** A place in the ledger: entries are read from the newest to the oldest. */
export interface EntryCursor {
  readonly at: number;
  readonly id: string;
}

const CURSOR = /^(\d{1,15})_([0-9a-f-]{36})$/;

/** The place behind an entry, for an address. */
export function writeEntryCursor({ at, id }: EntryCursor): string {
  return `${at}_${id}`;
}

/** What `writeEntryCursor` wrote; undefined for anything else. */
export function readEntryCursor(text: string | null): EntryCursor | undefined {
  const match = CURSOR.exec(text ?? '');
  return match ? { at: Number(match[1]), id: match[2] ?? '' } : undefined;
}
