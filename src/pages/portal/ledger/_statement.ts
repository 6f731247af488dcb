import type { APIContext } from 'astro';
import { findOrganizationName, getStatement } from '#db/queries/statements';
import type { Statement } from '#domain/credits/statement';
import type { Language } from '#domain/words';
import { refusalResponse, refusePortal } from '#lib/page-guard';
import { readerLanguage } from '#lib/reader-language';
import { readStatementRequest, type StatementRequest } from '#lib/statement-request';

export interface AskedStatement {
  readonly statement: Statement;
  readonly request: StatementRequest;
  readonly whose: string;
  readonly lang: Language;
}

/** The statement a member asks for, or the answer that turns him away. */
export async function portalStatement({ locals, url, request: http, cookies }: APIContext) {
  const { ctx } = locals;
  if (ctx.actor.kind !== 'member') return refusalResponse(refusePortal(ctx.actor) ?? 'forbidden', url);
  const { organizationId } = ctx.actor;
  const now = ctx.now();
  const request = readStatementRequest(url, now);
  const statement = await getStatement(ctx.db, { organizationId }, { ...request, organizationId: undefined, now });
  if (request.contractId && statement.parts.length === 0) return new Response(null, { status: 404 });
  const whose = (await findOrganizationName(ctx.db, organizationId)) ?? '';
  const asked: AskedStatement = { statement, request, whose, lang: readerLanguage({ url, request: http, cookies }) };
  return asked;
}
