import type { APIRoute } from 'astro';
import { pdfDownload } from '#lib/pdf/pdf-download';
import { statementPdf } from '#lib/statement-pdf';
import { statementName } from '#lib/statement-request';
import { consoleStatement } from './_statement.ts';

/** The statement of a contract or a customer as a document. */
export const GET: APIRoute = async (context) => {
  const asked = await consoleStatement(context);
  if (asked instanceof Response) return asked;
  return pdfDownload(await statementPdf(asked.statement, asked), statementName(asked.request, 'pdf'));
};
