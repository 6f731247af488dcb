import type { AstroGlobal } from 'astro';
import { refusalResponse } from '#lib/page-guard';
import { type ConsoleVisit, visitConsole } from '../_visit.ts';

export interface PolicyVisit extends ConsoleVisit {
  /** Who decides about money writes; who audits reads. */
  readonly writes: boolean;
}

/** Who visits the policies, or the answer that turns him away. */
export function visitPolicies(astro: AstroGlobal): PolicyVisit | Response {
  const visit = visitConsole(astro);
  if (visit instanceof Response) return visit;
  const writes = visit.roles.includes('money');
  if (!writes && !visit.roles.includes('audit')) return refusalResponse('forbidden', astro.url);
  return { ...visit, writes };
}
