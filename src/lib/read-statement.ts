import { parse } from 'csv-parse/sync';
import { isCurrency, parseAmount } from '#domain/credits/amount';
import { ENTRY_FIELDS, type EntryFields } from '#domain/credits/entry-text';
import { balanceName, type FoundEntry, type HeadMark } from '#domain/credits/verify-chain';
import type { CreditUnit } from '#domain/words';
import { AMOUNT_COLUMN, PROOF_COLUMNS, type ProofColumn } from './statement-csv.ts';

/** One contract of a statement file, before anything of it is believed. */
export interface FoundStatement {
  readonly contractId: string;
  readonly entries: readonly FoundEntry[];
  readonly opening: ReadonlyMap<string, number>;
  readonly closing: ReadonlyMap<string, number>;
  readonly head: HeadMark | undefined;
  /** Numbers of entries whose readable amount is not the one that is hashed. */
  readonly misprinted: readonly number[];
}

type Row = Readonly<Record<ProofColumn, string>> & { readonly readable: string };

/** Reads a statement in CSV, in either language; a sentence where it is none. */
export function readStatement(text: string): readonly FoundStatement[] | string {
  const rows = readRows(text);
  if (typeof rows === 'string') return rows;
  return [...Map.groupBy(rows, ({ contract }) => contract)].map(([contractId, own]) => readContract(contractId, own));
}

function readRows(text: string): Row[] | string {
  const head = text.slice(0, text.indexOf('\n'));
  const delimiter = head.split(';').length > head.split(',').length ? ';' : ',';
  let cells: string[][];
  try {
    cells = parse(text, { bom: true, delimiter, skip_empty_lines: true });
  } catch {
    return 'This file is not readable as CSV.';
  }
  const names = cells[0] ?? [];
  const missing = PROOF_COLUMNS.find((name) => !names.includes(name));
  if (missing) return `This is no statement: the column “${missing}” is missing.`;
  // A readable heading may be spelt like one of the proof: these stand behind.
  const place = new Map(PROOF_COLUMNS.map((name) => [name, names.lastIndexOf(name)]));
  return cells.slice(1).map((row) => {
    const proof = PROOF_COLUMNS.map((name) => [name, unquoted(row[place.get(name) ?? -1] ?? '')]);
    return { ...(Object.fromEntries(proof) as Record<ProofColumn, string>), readable: row[AMOUNT_COLUMN] ?? '' };
  });
}

/** Takes off the apostrophe that keeps a spreadsheet from calculating. */
function unquoted(cell: string): string {
  return cell.startsWith("'") ? cell.slice(1) : cell;
}

function readContract(contractId: string, rows: readonly Row[]): FoundStatement {
  const of = (kind: string): Row[] => rows.filter(({ row }) => row === kind);
  const head = of('head').at(-1);
  return {
    contractId,
    entries: of('entry').map(foundEntry),
    opening: sums(of('opening')),
    closing: sums(of('closing')),
    head: head && { seq: Number(head.seq), hash: head.hash },
    misprinted: of('entry')
      .filter((row) => !printsRightly(row))
      .map(({ seq }) => Number(seq)),
  };
}

function foundEntry(row: Row): FoundEntry {
  const fields = Object.fromEntries(ENTRY_FIELDS.map((name) => [name, row[name]])) as EntryFields;
  const salt = row['text-salt'];
  const text = salt === '' ? 'removed' : ({ salt, name: row['text-by'], body: row['text-reason'] } as const);
  return { fields, hash: row.hash, text };
}

function sums(rows: readonly Row[]): Map<string, number> {
  return new Map(rows.map((row) => [balanceName(row), Number(row.amount)]));
}

/** Whether the decimal a person reads is the whole number that is hashed. */
function printsRightly({ readable, amount, unit, currency }: Row): boolean {
  if (unit !== 'days' && unit !== 'percent' && !isCurrency(currency)) return false;
  const sign = readable.startsWith('-') ? -1 : 1;
  const value = parseAmount(readable.replace(/^-/, ''), unit as CreditUnit, currency);
  return value !== undefined && sign * value === Number(amount);
}
