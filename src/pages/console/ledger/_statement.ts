import type { APIContext } from 'astro';
import { findOrganizationName, getStatement } from '#db/queries/statements';
import type { Statement } from '#domain/credits/statement';
import type { Language } from '#domain/words';
import { refusalResponse, refuseConsole } from '#lib/page-guard';
import { readStatementRequest, type StatementRequest } from '#lib/statement-request';
import { MONEY_PAGE } from '../_visit.ts';

export interface AskedStatement {
  readonly statement: Statement;
  readonly request: StatementRequest;
  readonly whose: string;
  readonly lang: Language;
}

/** The statement an operator asks for, in the customer's language where it is named, or the answer that turns him away. */
export async function consoleStatement({ locals: { ctx }, url }: APIContext) {
  const refusal = refuseConsole(ctx.actor, MONEY_PAGE.reads);
  if (refusal) return refusalResponse(refusal, url);
  const now = ctx.now();
  const request = readStatementRequest(url, now);
  if (!request.contractId && !request.organizationId) return new Response('Choose a contract.', { status: 404 });
  const statement = await getStatement(ctx.db, 'every-organization', { ...request, now });
  if (request.contractId && statement.parts.length === 0) return new Response(null, { status: 404 });
  const [part] = statement.parts;
  const organizationName = request.organizationId && (await findOrganizationName(ctx.db, request.organizationId));
  const whose = organizationName || (part?.organizationName ?? part?.counterparty ?? '');
  const asked: AskedStatement = {
    statement,
    request,
    whose,
    lang: url.searchParams.get('lang') === 'fr' ? 'fr' : 'en',
  };
  return asked;
}
