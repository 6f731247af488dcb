import { LIMITS } from './limits.ts';
import type { ParsedFeed, ProviderIncident, RejectedRow } from './provider-incident.ts';
import { asObject, type JsonObject, readId } from './read-json.ts';

/** More rows than any provider has published; the rest of a longer document is named as left out. */
const MOST_ROWS = LIMITS.rows;

/** A row is read into an incident, or a sentence says why it cannot be. */
export type RowReader = (row: JsonObject, id: string) => ProviderIncident | string;

/** Reads each row by itself: one bad row costs no other, and an id counts once. */
export function readRows(rows: readonly unknown[], read: RowReader): ParsedFeed {
  const incidents: ProviderIncident[] = [];
  const rejected: RejectedRow[] = [];
  const seen = new Set<string>();
  for (let index = 0; index < Math.min(rows.length, MOST_ROWS); index++) {
    const row = asObject(rows[index]);
    const id = row && readId(row['id']);
    const result = readRow(row, id, seen, read);
    if (typeof result === 'string') rejected.push({ id: id ?? `#${index + 1}`, reason: result });
    else incidents.push(result);
  }
  if (rows.length > MOST_ROWS) {
    const reason = `The document has ${rows.length} rows; only the first ${MOST_ROWS} are read.`;
    rejected.push({ id: `#${MOST_ROWS + 1}`, reason });
  }
  return { incidents, rejected };
}

function readRow(
  row: JsonObject | undefined,
  id: string | undefined,
  seen: Set<string>,
  read: RowReader,
): ProviderIncident | string {
  if (row === undefined) return 'It is not an object.';
  if (id === undefined) return 'It has no readable id.';
  if (seen.has(id)) return 'Its id stands in the document twice; the first one counts.';
  seen.add(id);
  return read(row, id);
}
