import type { ClaimPack } from '#domain/credits/claim-pack';
import type { Language } from '#domain/words';
import { writePack } from '#i18n/claim-pack/write-pack';
import { ledgerMessages } from '#i18n/ledger/messages';
import { PdfSheet } from './pdf/pdf-sheet.ts';

const PLAIN = { size: 9.5 } as const;
const DETAIL = { size: 8.5, tone: 'soft' } as const;

/** The claim as a tagged A4 document, in the same words as its text. */
export function claimPackPdf(pack: ClaimPack, lang: Language): Promise<Buffer> {
  const letter = writePack(pack, lang);
  const pageNumber = ledgerMessages(lang).page;
  const sheet = new PdfSheet({ title: letter.subject, lang, writtenAt: pack.madeAt, pageNumber });
  sheet.heading(1, letter.subject);
  for (const text of letter.opening) sheet.paragraph(text, PLAIN);
  for (const { title, items } of letter.sections) {
    sheet.heading(2, title);
    for (const { text, details } of items) {
      sheet.paragraph(text, PLAIN);
      for (const detail of details) sheet.paragraph(detail, DETAIL);
    }
  }
  sheet.space(14);
  for (const text of letter.closing) sheet.paragraph(text, PLAIN);
  return sheet.finish();
}
