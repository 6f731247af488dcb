import type { StatementPeriod } from '#domain/credits/statement';
import { dayOf, type Instant, isDay } from '#domain/time';

export interface StatementRequest extends StatementPeriod {
  readonly contractId: string | undefined;
  readonly organizationId: string | undefined;
  /** What was typed could not be a period; the one given here is this year's. */
  readonly wrong: boolean;
}

/** The period of an address: what it says, or from the first of January until today. */
export function readStatementRequest({ searchParams }: URL, now: Instant): StatementRequest {
  const today = dayOf(now, 'UTC');
  const from = searchParams.get('from') || `${today.slice(0, 4)}-01-01`;
  const to = searchParams.get('to') || today;
  const wrong = !isDay(from) || !isDay(to) || from > to;
  const period = wrong ? { from: `${today.slice(0, 4)}-01-01`, to: today } : { from, to };
  const contractId = searchParams.get('contract') || undefined;
  return { ...period, contractId, organizationId: searchParams.get('organization') || undefined, wrong };
}

/** The same question for another form of the statement. */
export function statementQuery({ from, to, contractId, organizationId }: StatementRequest, lang?: string): string {
  const query = new URLSearchParams({ from, to });
  if (contractId) query.set('contract', contractId);
  if (organizationId) query.set('organization', organizationId);
  if (lang) query.set('lang', lang);
  return query.toString();
}

/** `statement-2026-01-01-2026-11-22.csv` */
export function statementName({ from, to }: StatementPeriod, kind: 'csv' | 'pdf'): string {
  return `statement-${from}-${to}.${kind}`;
}
