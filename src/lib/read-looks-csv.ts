import { parse } from 'csv-parse/sync';
import type { RecordedLook } from '#domain/watching/replay';
import type { SampleState } from '#domain/words';

const STATES: Readonly<Record<string, SampleState>> = { up: 'up', down: 'down', unknown: 'unknown' };

export interface ReadLooks {
  readonly looks: readonly RecordedLook[];
  /** Sentences about lines that could not be read; none of them is left out in silence. */
  readonly mistakes: readonly string[];
}

/** Reads recorded looks: a CSV with the columns service, checked_at and status (up, down or unknown); others are passed over. */
export function readLooksCsv(text: string): ReadLooks {
  const rows: Record<string, string>[] = parse(text, { columns: true, bom: true, trim: true, skip_empty_lines: true });
  const looks: RecordedLook[] = [];
  const mistakes: string[] = [];
  for (const [index, row] of rows.entries()) {
    const { service, checked_at: checkedAt, status } = row;
    const at = Date.parse(checkedAt ?? '');
    const state = STATES[status ?? ''];
    if (service && state && Number.isFinite(at)) looks.push({ service, at, state });
    else
      mistakes.push(
        `Line ${index + 2} has no service, no time in checked_at, or a status that is not up, down or unknown.`,
      );
  }
  return { looks, mistakes };
}
