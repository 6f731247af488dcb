import { typedAmount } from '#domain/credits/amount';
import type { LedgerLine } from '#domain/credits/ledger-line';
import { toIso } from '#domain/time';
import type { Language } from '#domain/words';
import { creditMessages } from '#i18n/credits/messages';
import { localText } from '#i18n/language';
import { nameOrRemoved } from '#i18n/removed-name';
import { writeCsv } from './csv.ts';

/** The statement as a file for a spreadsheet of the reader's language, oldest entry first. */
export function ledgerCsv(entries: readonly LedgerLine[], lang: Language): string {
  const t = creditMessages(lang);
  const head = [t.ledger.at, t.ledger.contract, t.ledger.kind, t.table.service, t.table.month, t.ledger.claim];
  const rows = entries
    .toReversed()
    .map((entry) => [
      toIso(entry.at),
      entry.counterparty,
      t.kinds[entry.kind],
      entry.serviceNames ? localText(entry.serviceNames, lang).text : '',
      entry.month ?? '',
      entry.requestNo === null ? '' : String(entry.requestNo),
      decimal(typedAmount({ unit: entry.unit, value: entry.amount, currency: entry.currency }), lang),
      entry.currency ?? entry.unit,
      entry.reference ?? '',
      entry.reason ?? '',
      nameOrRemoved(entry, lang),
    ]);
  const header = [...head, t.ledger.amount, t.ledger.unit, t.ledger.reference, t.ledger.reason, t.ledger.by];
  return writeCsv([header, ...rows], { delimiter: lang === 'fr' ? ';' : ',' });
}

/** The answer that saves it under a name. */
export function csvDownload(text: string, name: string): Response {
  return new Response(text, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  });
}

function decimal(text: string, lang: Language): string {
  return lang === 'fr' ? text.replace('.', ',') : text;
}
