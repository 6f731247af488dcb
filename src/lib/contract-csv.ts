import { parse } from 'csv-parse/sync';

/** The columns of a file of contracts, in the order of the documentation. */
export const CONTRACT_COLUMNS = [
  'key',
  'organization',
  'direction',
  'counterparty',
  'policy',
  'policy_version',
  'new_versions',
  'services',
  'from',
  'to',
  'zone',
  'billing_day',
  'customer_domain',
  'account_number',
  'reseller',
  'reseller_days',
  'edition',
  'seats',
  'fee',
  'fee_per',
  'currency',
  'billing_plan',
  'payment',
  'support_plan',
] as const;
export type ContractColumn = (typeof CONTRACT_COLUMNS)[number];

const REQUIRED: readonly ContractColumn[] = ['key', 'organization', 'policy', 'services', 'from'];
export const MOST_BYTES = 1_000_000;
export const MOST_ROWS = 2_000;

export interface CsvMistake {
  /** null where it concerns the file. */
  readonly line: number | null;
  readonly column: string | null;
  readonly sentence: string;
}

export interface ContractRow {
  /** On which its row begins in the file. */
  readonly line: number;
  readonly cells: Readonly<Partial<Record<ContractColumn, string>>>;
}

export interface ContractFile {
  readonly rows: readonly ContractRow[];
  readonly mistakes: readonly CsvMistake[];
}

/** Reads a file of contracts: separators `,` or `;`, with or without a byte order mark; empty cells are left out. */
export function readContractCsv(text: string): ContractFile {
  if (Buffer.byteLength(text) > MOST_BYTES) return refused('The file is larger than 1 MB. Split it.');
  if (text.trim() === '') return refused('The file is empty.');
  let records: readonly CsvRecord[];
  try {
    records = parseRecords(text);
  } catch (error) {
    const line = error instanceof Error && 'lines' in error ? Number(error.lines) : null;
    return refused('A quotation mark is opened and never closed, or stands inside a cell that is not quoted.', line);
  }
  const [head, ...body] = records;
  const names = (head?.record ?? []).map((name) => name.trim().toLowerCase());
  const mistakes = headMistakes(names, head?.line ?? 1);
  if (mistakes.length > 0) return { rows: [], mistakes };
  if (body.length === 0) return refused('The file has a head line and no contract below it.');
  if (body.length > MOST_ROWS) return refused(`The file has ${body.length} contracts; at most 2,000 are read at once.`);
  return readRows(body, names);
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly line: number;
}

function parseRecords(text: string): CsvRecord[] {
  const delimiter = delimiterOf(text);
  const parsed: unknown = parse(text, {
    bom: true,
    delimiter,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  });
  const found = parsed as { readonly record: string[]; readonly info: { readonly lines: number } }[];
  return found
    .map(({ record, info }) => ({ record, line: info.lines - record.join('').split('\n').length + 1 }))
    .filter(({ record }) => record.some((cell) => cell !== ''));
}

/** The separator that the head line has more of. */
function delimiterOf(text: string): string {
  const head = text.split(/\r?\n/, 1)[0] ?? '';
  return head.split(';').length > head.split(',').length ? ';' : ',';
}

function headMistakes(names: readonly string[], line: number): CsvMistake[] {
  const known: readonly string[] = CONTRACT_COLUMNS;
  const mistakes = names.flatMap((name, index): CsvMistake[] => {
    if (!known.includes(name)) {
      return [
        {
          line,
          column: name,
          sentence: `“${name}” is no column that is read here. Check its spelling, or leave it out.`,
        },
      ];
    }
    return names.indexOf(name) < index
      ? [{ line, column: name, sentence: `The column “${name}” is there twice.` }]
      : [];
  });
  const missing = REQUIRED.filter((name) => !names.includes(name));
  return [...mistakes, ...missing.map((column) => ({ line, column, sentence: `The column “${column}” is missing.` }))];
}

function readRows(records: readonly CsvRecord[], names: readonly string[]): ContractFile {
  const rows: ContractRow[] = [];
  const mistakes: CsvMistake[] = [];
  for (const { record, line } of records) {
    if (record.length !== names.length) {
      const sentence = `This row has ${record.length} cells and the head line ${names.length}. Put cells with a separator inside into quotation marks.`;
      mistakes.push({ line, column: null, sentence });
      continue;
    }
    const cells = names.map((name, index) => [name, record[index] ?? ''] as const).filter(([, cell]) => cell !== '');
    rows.push({ line, cells: Object.fromEntries(cells) });
  }
  return { rows, mistakes };
}

function refused(sentence: string, line: number | null = null): ContractFile {
  return { rows: [], mistakes: [{ line, column: null, sentence }] };
}
