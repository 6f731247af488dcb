import type { ClaimPack } from '#domain/credits/claim-pack';
import { LANGUAGES, type Language } from '#domain/words';
import { claimPackCsv } from '#lib/claim-pack-csv';
import { claimPackPdf } from '#lib/claim-pack-pdf';
import { csvDownload } from '#lib/ledger-csv';
import { pdfDownload } from '#lib/pdf/pdf-download';

/** The language of the text: the one asked for, else the reader's. */
export function textLanguage(url: URL, name: 'text' | 'lang', otherwise: Language): Language {
  return LANGUAGES.find((lang) => lang === url.searchParams.get(name)) ?? otherwise;
}

/** The outages of a pack as a file. */
export function packCsv(pack: ClaimPack, lang: Language): Response {
  return csvDownload(claimPackCsv(pack, lang), `${packName(pack)}.csv`);
}

/** The whole claim as a document. */
export async function packPdf(pack: ClaimPack, lang: Language): Promise<Response> {
  return pdfDownload(await claimPackPdf(pack, lang), `${packName(pack)}.pdf`);
}

/** Made of our own numbers alone: a header must carry nothing that somebody typed. */
export function packName({ claim, month }: ClaimPack): string {
  return claim ? `claim-${claim.no}-${month}` : `claim-${month}`;
}

/** For a pack that is not there, or that has nothing in it. */
export function noPack(): Response {
  return new Response('There is no such claim.', {
    status: 404,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });
}
