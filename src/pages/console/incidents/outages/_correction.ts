import type { Outage, OutagePhase } from '#db/queries/outages';
import { SURFACES } from '#domain/words';
import { fromSecondField, phaseSchema, toSecondField } from '#lib/incident-form';

/** Empty rows that a correction may fill. */
const SPARE_ROWS = 2;

/** What one row of the correction shows. */
export type PhaseRow = Readonly<
  Record<'startedAt' | 'endedAt' | 'state' | 'surfaces' | 'locations' | 'sharePpm', string>
>;

/** The phases as rows of a form, with room for more; what was typed wins. */
export function phaseRows(outage: Outage, typed: Readonly<Record<string, string>>): PhaseRow[] {
  const rows = [...outage.phases.map(toRow), ...Array.from({ length: SPARE_ROWS }, () => EMPTY)];
  return rows.map((row, index) => {
    const entries = Object.entries(row).map(([name, value]) => [name, typed[`p${index}-${name}`] ?? value]);
    return Object.fromEntries(entries) as unknown as PhaseRow;
  });
}

const EMPTY: PhaseRow = { startedAt: '', endedAt: '', state: 'degraded', surfaces: '', locations: '', sharePpm: '' };

function toRow(phase: OutagePhase): PhaseRow {
  return {
    startedAt: toSecondField(phase.startedAt),
    endedAt: phase.endedAt === null ? '' : toSecondField(phase.endedAt),
    state: phase.state,
    surfaces: phase.surfaces.join(' '),
    locations: phase.locations.map((place) => place.title).join('; '),
    sharePpm: phase.sharePpm === null ? '' : String(phase.sharePpm / 10_000),
  };
}

/** Reads the rows back, or says which one is wrong; a row without a beginning is left out. */
export function readPhaseRows(outage: Outage, fields: Readonly<Record<string, unknown>>): OutagePhase[] | string {
  const phases: OutagePhase[] = [];
  for (let index = 0; index < outage.phases.length + SPARE_ROWS; index++) {
    const names = Object.keys(EMPTY);
    const row = Object.fromEntries(names.map((name) => [name, fields[`p${index}-${name}`]]));
    if (row['startedAt'] === undefined) continue;
    const read = phaseSchema.safeParse(row);
    if (!read.success) return `Phase ${index + 1}: ${read.error.issues[0]?.message ?? 'it cannot be read.'}`;
    const phase = toPhase(read.data, outage.phases[index]);
    if (phase === undefined) return `Phase ${index + 1}: its times cannot be read.`;
    phases.push(phase);
  }
  return phases.toSorted((a, b) => a.startedAt - b.startedAt);
}

type ReadRow = ReturnType<typeof phaseSchema.parse>;

/** A place keeps the id it came with. */
function toPhase(row: ReadRow, known: OutagePhase | undefined): OutagePhase | undefined {
  const startedAt = fromSecondField(row.startedAt, known?.startedAt);
  const endedAt = fromSecondField(row.endedAt, known?.endedAt);
  if (startedAt === undefined || startedAt === null || endedAt === undefined) return undefined;
  const words = row.surfaces.split(' ');
  return {
    ...{ startedAt, endedAt, state: row.state, sharePpm: row.sharePpm ?? null },
    surfaces: SURFACES.filter((surface) => words.includes(surface)),
    locations: row.locations.map((place) => known?.locations.find((one) => one.title === place.title) ?? place),
  };
}
