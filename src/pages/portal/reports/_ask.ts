import type { AstroGlobal } from 'astro';
import { z } from 'zod';
import { requestReport } from '#commands/request-report';
import { findTicket } from '#db/queries/tickets';
import { reportMessages } from '#i18n/reports/messages';
import { type FormState, type Refusal, submitForm, UNSENT } from '#lib/form-state';
import type { PortalVisit } from '../_visit.ts';

/** Asks for a report and leads to the request, or gives the form to show. */
export async function askForReport(astro: AstroGlobal, visit: PortalVisit): Promise<FormState | Response> {
  if (astro.request.method !== 'POST') return { ...UNSENT, typed: prefill(astro.url) };
  const { errors, refusals } = reportMessages(visit.lang);
  let asked: { readonly id: string; readonly before: boolean } | undefined;
  const failed = await submitForm(astro.request, {
    form: 'ask',
    schema: z.object({
      outageId: z.string({ error: errors.outage }).min(1, { error: errors.outage }).max(64),
      note: z.string().trim().max(5_000, { error: errors.tooLong }).default(''),
      ticketNo: z.coerce.number().int().positive().optional(),
    }),
    run: async ({ outageId, note, ticketNo }) => {
      const ticket = ticketNo === undefined ? undefined : await findTicket(visit.ctx.db, visit.scope, ticketNo);
      asked = await requestReport(visit.ctx, { outageId, note, ticketId: ticket?.id ?? null, lang: visit.lang });
    },
    say: ({ code, message }: Refusal) => (refusals as Readonly<Record<string, string>>)[code] ?? message,
  });
  if (failed) return failed;
  return astro.redirect(`/portal/reports/${asked?.id}?done=${asked?.before ? 'already' : 'sent'}`, 303);
}

function prefill(url: URL): Readonly<Record<string, string>> {
  const outageId = url.searchParams.get('outage');
  const ticketNo = url.searchParams.get('ticket');
  return {
    ...(outageId && { outageId }),
    ...(ticketNo && /^\d{1,15}$/.test(ticketNo) && { ticketNo }),
  };
}
