import type { APIRoute } from 'astro';
import { pdfDownload } from '#lib/pdf/pdf-download';
import { statementPdf } from '#lib/statement-pdf';
import { statementName } from '#lib/statement-request';
import { portalStatement } from './_statement.ts';

/** The statement of the reader's organisation as a document. */
export const GET: APIRoute = async (context) => {
  const asked = await portalStatement(context);
  if (asked instanceof Response) return asked;
  return pdfDownload(await statementPdf(asked.statement, asked), statementName(asked.request, 'pdf'));
};
