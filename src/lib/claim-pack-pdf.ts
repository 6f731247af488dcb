import type { ClaimPack } from '#domain/credits/claim-pack';
import type { Language } from '#domain/words';
import { packMessages } from '#i18n/claim-pack/messages';
import { outageParts } from '#i18n/claim-pack/outage-items';
import { type PackItem, writePack } from '#i18n/claim-pack/write-pack';
import { ledgerMessages } from '#i18n/ledger/messages';
import { slaFormat } from '#i18n/sla/format';
import { PdfSheet } from './pdf/pdf-sheet.ts';
import { drawTable } from './pdf/pdf-table.ts';

const PLAIN = { size: 9.5 } as const;
const DETAIL = { size: 8.5, tone: 'soft' } as const;

/** The claim as a tagged A4 document, in the same words as its text. */
export function claimPackPdf(pack: ClaimPack, lang: Language): Promise<Buffer> {
  const letter = writePack(pack, lang);
  const { foot } = letter;
  const pageNumber = ledgerMessages(lang).page;
  const sheet = new PdfSheet({ title: letter.subject, lang, writtenAt: pack.madeAt, pageNumber, foot });
  sheet.heading(1, letter.subject);
  for (const text of letter.opening) sheet.paragraph(text, PLAIN);
  for (const { id, title, items } of letter.sections) {
    sheet.heading(2, title);
    if (id === 'outages') drawOutages(sheet, pack, lang);
    else for (const item of items) drawItem(sheet, item);
  }
  sheet.space(14);
  sheet.together(letter.closing.map((text) => ({ text, style: PLAIN })));
  return sheet.finish();
}

function drawItem(sheet: PdfSheet, { text, details }: PackItem): void {
  sheet.together([{ text, style: PLAIN }, ...details.map((detail) => ({ text: detail, style: DETAIL }))]);
  if (details.length > 0) sheet.space(3);
}

function drawOutages(sheet: PdfSheet, pack: ClaimPack, lang: Language): void {
  const t = packMessages(lang);
  const what = (sheet.width * 9) / 20;
  const columns = [
    { label: t.outage.head, width: what },
    { label: t.outage.when, width: sheet.width - what },
  ];
  const outages = outageParts(pack, { lang, t, f: slaFormat(lang) });
  drawTable(
    sheet,
    columns,
    outages.map(({ what, times, facts }) => [[what, ...facts], [...times]]),
  );
}
