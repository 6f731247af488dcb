import { typedAmount } from '#domain/credits/amount';
import { ENTRY_FIELDS } from '#domain/credits/entry-text';
import type { Statement, StatementBalance, StatementLine, StatementPart } from '#domain/credits/statement';
import { toIso } from '#domain/time';
import type { Language } from '#domain/words';
import { creditMessages } from '#i18n/credits/messages';
import { localText } from '#i18n/language';
import { sharesText } from '#i18n/ledger/balance-text';
import { type LedgerMessages, ledgerMessages } from '#i18n/ledger/messages';
import { nameOrRemoved } from '#i18n/removed-name';
import { writeCsv } from './csv.ts';

/** What a row is, and behind it everything that a hash is made of, under names that do not depend on the language. */
export const PROOF_COLUMNS = ['row', ...ENTRY_FIELDS, 'text-salt', 'text-by', 'text-reason', 'hash'] as const;
export type ProofColumn = (typeof PROOF_COLUMNS)[number];
export type ProofRow = Readonly<Partial<Record<ProofColumn, string>>>;

/** Where the readable amount stands among the first columns. */
export const AMOUNT_COLUMN = 7;

type Words = LedgerMessages;

/** The statement for a spreadsheet of the reader's language; the columns behind the readable ones let anybody recompute the chain. */
export function statementCsv(statement: Statement, lang: Language): string {
  const t = ledgerMessages(lang);
  const { no, day, contract, kind, what, month, claim, amount, unit, reference, reason, by } = t.columns;
  const head = [no, day, contract, kind, what, month, claim, amount, unit, reference, reason, by, ...PROOF_COLUMNS];
  const rows = statement.parts.flatMap((part) => partRows(part, statement, { t, lang }));
  // A spreadsheet takes a file without the mark for an old eight-bit one and spoils every accent.
  return `\uFEFF${writeCsv([head, ...rows], { delimiter: lang === 'fr' ? ';' : ',' })}`;
}

interface Wording {
  readonly t: Words;
  readonly lang: Language;
}

function partRows(part: StatementPart, { from, to }: Statement, wording: Wording): string[][] {
  const { t } = wording;
  return [
    ...part.opening.map((balance) =>
      balanceRow(part, balance, { row: 'opening', day: from, kind: t.opening, ...wording }),
    ),
    ...part.lines.map((line) => entryRow(line, wording)),
    ...part.closing.map((balance) =>
      balanceRow(part, balance, { row: 'closing', day: to, kind: t.closing, ...wording }),
    ),
    ...headRow(part, to, wording),
  ];
}

function entryRow(line: StatementLine, { t, lang }: Wording): string[] {
  const readable = [
    String(line.seq),
    toIso(line.at),
    line.counterparty,
    creditMessages(lang).kinds[line.kind],
    line.appliedTo === 'term' ? t.toTerm : line.serviceNames ? localText(line.serviceNames, lang).text : '',
    line.month ?? '',
    line.requestNo === null ? '' : String(line.requestNo),
    readableAmount(line, lang),
    line.currency ?? t.units[line.unit],
    line.reference ?? '',
    line.reason ?? '',
    nameOrRemoved(line, lang),
  ];
  const { text } = line;
  const known =
    typeof text === 'string' ? {} : { 'text-salt': text.salt, 'text-by': text.name, 'text-reason': text.body };
  return [...readable, ...proofCells({ row: 'entry', ...line.fields, ...known, hash: line.hash })];
}

function balanceRow(
  part: StatementPart,
  balance: StatementBalance,
  {
    row,
    day,
    kind,
    t,
    lang,
  }: Wording & { readonly row: 'opening' | 'closing'; readonly day: string; readonly kind: string },
): string[] {
  const { direction, unit, currency, windowStart, month, amount } = balance;
  const written = readableAmount(balance, lang);
  const readable = [
    '',
    day,
    part.counterparty,
    kind,
    sharesText(balance, lang) ?? '',
    month ?? '',
    '',
    written,
    currency ?? t.units[unit],
    '',
    '',
    '',
  ];
  const window = windowStart === null ? '' : toIso(windowStart);
  const proof = {
    contract: part.contractId,
    direction,
    unit,
    currency: currency ?? '',
    amount: String(amount),
    window,
  };
  return [...readable, ...proofCells({ row, ...proof })];
}

function headRow(part: StatementPart, day: string, { t }: Wording): string[][] {
  if (!part.head) return [];
  const { seq, hash } = part.head;
  const readable = [String(seq), day, part.counterparty, t.head, '', '', '', '', '', `${seq}:${hash}`, '', ''];
  return [[...readable, ...proofCells({ row: 'head', contract: part.contractId, seq: String(seq), hash })]];
}

function readableAmount(amount: Pick<StatementBalance, 'unit' | 'amount' | 'currency'>, lang: Language): string {
  const text = typedAmount({ unit: amount.unit, value: amount.amount, currency: amount.currency });
  return lang === 'fr' ? text.replace('.', ',') : text;
}

/** An apostrophe of its own is doubled, so that the one put before a formula can be told from it. */
function proofCells(row: ProofRow): string[] {
  return PROOF_COLUMNS.map((name) => (row[name] ?? '').replace(/^'/, "''"));
}
