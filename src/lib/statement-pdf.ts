import type { Statement, StatementBalance, StatementLine, StatementPart } from '#domain/credits/statement';
import type { Language } from '#domain/words';
import { formatCredit, formatDayName, formatMonthShort } from '#i18n/credits/format-credit';
import { creditMessages } from '#i18n/credits/messages';
import { formatDate } from '#i18n/format';
import { localText } from '#i18n/language';
import { balanceText } from '#i18n/ledger/balance-text';
import { type LedgerMessages, ledgerMessages } from '#i18n/ledger/messages';
import { nameOfApplication } from '#i18n/ledger/name-of-application';
import { nameOrRemoved } from '#i18n/removed-name';
import { PdfSheet } from './pdf/pdf-sheet.ts';
import { drawTable, type PdfColumn } from './pdf/pdf-table.ts';

const SMALL = { size: 8.5, tone: 'soft' } as const;
const PLAIN = { size: 9.5 } as const;

interface Wording {
  readonly t: LedgerMessages;
  readonly lang: Language;
}

/** The statement as a tagged A4 document. */
export function statementPdf(statement: Statement, input: { readonly whose: string; readonly lang: Language }) {
  const t = ledgerMessages(input.lang);
  const { lang } = input;
  const title = t.titleOf(input.whose);
  const written = t.writtenOn(formatDate(statement.writtenAt, lang));
  const sheet = new PdfSheet({ title, lang, writtenAt: statement.writtenAt, pageNumber: t.page, foot: written });
  sheet.heading(1, title);
  sheet.paragraph(t.period(formatDayName(statement.from, lang), formatDayName(statement.to, lang)), PLAIN);
  sheet.paragraph(`${written}. ${t.utc}`, SMALL);
  if (statement.parts.length === 0) sheet.paragraph(t.nothingYet, PLAIN);
  for (const part of statement.parts) drawPart(sheet, part, { t, lang });
  drawProof(sheet, statement.parts, t);
  return sheet.finish();
}

function drawPart(sheet: PdfSheet, part: StatementPart, wording: Wording): void {
  const { t } = wording;
  sheet.heading(2, part.counterparty);
  if (part.organizationName !== null) sheet.paragraph(t.labelled(t.customer, part.organizationName), SMALL);
  sheet.paragraph(`${t.directions[part.direction]} · ${part.policyName}`, SMALL);
  drawBalances(sheet, { title: t.opening, balances: part.opening }, wording);
  sheet.heading(3, t.entries);
  if (part.lines.length === 0) sheet.paragraph(t.noEntries, PLAIN);
  else
    drawTable(
      sheet,
      entryColumns(t),
      part.lines.map((line) => entryCells(line, wording)),
    );
  drawBalances(sheet, { title: t.closing, balances: part.closing }, wording);
  if ([...part.opening, ...part.closing].some(({ unit }) => unit === 'percent')) sheet.paragraph(t.percentNote, SMALL);
}

function drawBalances(
  sheet: PdfSheet,
  { title, balances }: { readonly title: string; readonly balances: readonly StatementBalance[] },
  { t, lang }: Wording,
): void {
  sheet.heading(3, title);
  const lines = balances.map((balance) => balanceText(balance, lang));
  for (const line of lines.length === 0 ? [t.zero] : lines) sheet.paragraph(line, PLAIN);
}

function entryColumns({ columns }: LedgerMessages): PdfColumn[] {
  return [
    { label: columns.no, width: 36 },
    { label: columns.day, width: 68 },
    { label: columns.what, width: 200 },
    { label: columns.by, width: 92 },
    { label: columns.amount, width: 103, right: true },
  ];
}

function entryCells(line: StatementLine, { lang }: Wording): (string | string[])[] {
  const c = creditMessages(lang);
  const what = nameOfApplication(line, lang) ?? (line.serviceNames ? localText(line.serviceNames, lang).text : '');
  const month = line.month === null ? '' : formatMonthShort(line.month, lang);
  const claim = line.requestNo === null ? '' : c.titles.claim(line.requestNo);
  const head = [c.kinds[line.kind], what].filter((text) => text !== '').join(' · ');
  const amount = formatCredit({ unit: line.unit, value: line.amount, currency: line.currency }, lang);
  return [
    String(line.seq),
    formatDate(line.at, lang),
    [head, [month, claim].filter((text) => text !== '').join(' · '), line.reason ?? ''],
    nameOrRemoved(line, lang),
    line.amount > 0 ? `+${amount}` : amount,
  ];
}

function drawProof(sheet: PdfSheet, parts: readonly StatementPart[], t: LedgerMessages): void {
  sheet.heading(2, t.verifyTitle);
  for (const text of t.verify) sheet.paragraph(text, PLAIN);
  for (const { counterparty, contractId, head } of parts) {
    if (!head) continue;
    sheet.heading(3, t.labelled(t.head, `${counterparty}, ${t.headOf(head.seq)}`));
    sheet.paragraph(`${head.seq}:${head.hash}`, SMALL);
    sheet.paragraph(t.labelled(t.contract, contractId), SMALL);
  }
}
