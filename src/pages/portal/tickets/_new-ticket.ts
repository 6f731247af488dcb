import { randomUUID } from 'node:crypto';
import type { AstroGlobal } from 'astro';
import { openTicket } from '#commands/open-ticket';
import { findIncident } from '#db/queries/incidents';
import { listOutagesOfIncidents } from '#db/queries/outages';
import { findServiceBySlug, listServices } from '#db/queries/services';
import { listLoggedOutages } from '#db/queries/tied-outages';
import { PROPOSAL_REACH_MS, proposeOutages } from '#domain/tickets/propose-outages';
import { parseInstant } from '#domain/time';
import { incidentTitle } from '#i18n/incident/wording';
import { ticketMessages } from '#i18n/tickets/messages';
import { type FormState, type Refusal, submitForm, UNSENT } from '#lib/form-state';
import { ticketFormSchema, toMomentField } from '#lib/ticket-form';
import { type OutageLine, proposalLine } from '#lib/ticket-views';
import type { PortalVisit } from '../_visit.ts';

type Typed = Readonly<Record<string, string>>;

/** What the form for a new ticket shows. */
export interface NewTicketPage {
  readonly state: FormState;
  readonly services: Awaited<ReturnType<typeof listServices>>;
  readonly proposals: readonly OutageLine[];
}

/** Opens the ticket and leads to it, or gives the form to show. */
export async function newTicket(astro: AstroGlobal, visit: PortalVisit): Promise<NewTicketPage | Response> {
  if (astro.request.method !== 'POST') return page(visit, { ...UNSENT, typed: await prefill(visit, astro.url) });
  if (astro.url.searchParams.get('do') === 'look') {
    const form = await astro.request.formData();
    const typed = Object.fromEntries([...form].map(([name, value]) => [name, String(value)]));
    return page(visit, { ...UNSENT, typed });
  }
  let no: number | undefined;
  const t = ticketMessages(visit.lang);
  const failed = await submitForm(astro.request, {
    form: 'open',
    schema: ticketFormSchema(t),
    run: async ({ outageId, ...values }) => {
      const opened = await openTicket(visit.ctx, {
        ...values,
        serviceId: values.serviceId ?? null,
        affectedUsers: values.affectedUsers ?? null,
        steps: values.steps ?? null,
        lang: visit.lang,
        outageIds: outageId ? [outageId] : [],
      });
      no = opened.no;
    },
    say: (refusal) => saying(visit, refusal),
  });
  return failed ? page(visit, failed) : astro.redirect(`/portal/tickets/${no}?done=opened`, 303);
}

function saying({ lang }: PortalVisit, { code, field, message }: Refusal): string {
  const { refusals, errors } = ticketMessages(lang);
  if (field === 'occurredAt') return refusals.future;
  if (field === 'serviceId') return errors.service;
  if (field === 'outageId') return refusals.outage;
  return code === 'forbidden' ? refusals.forbidden : message;
}

async function page(visit: PortalVisit, state: FormState): Promise<NewTicketPage> {
  const { ctx, scope, audience, lang } = visit;
  const typed = { submissionKey: randomUUID(), occurredAt: toMomentField(ctx.now()), ...state.typed };
  const occurredAt = parseInstant(`${typed.occurredAt}Z`) ?? ctx.now();
  const window = { from: occurredAt - PROPOSAL_REACH_MS, to: occurredAt + PROPOSAL_REACH_MS };
  const logged = await listLoggedOutages(ctx.db, scope, window);
  const proposals = proposeOutages({ serviceId: (state.typed['serviceId'] ?? '') || null, occurredAt }, logged);
  return {
    state: { ...state, typed },
    services: await listServices(ctx.db, audience),
    proposals: proposals.map((proposal) => proposalLine(proposal, lang)),
  };
}

/** From the page of an incident or a service; what the visitor may not know fills in nothing. */
async function prefill({ ctx, audience, lang }: PortalVisit, url: URL): Promise<Typed> {
  const incidentId = url.searchParams.get('incident');
  const incident = incidentId ? await findIncident(ctx.db, audience, incidentId) : undefined;
  if (incident) {
    const serviceIds = incident.services.map((service) => service.id);
    const outages = await listOutagesOfIncidents(ctx.db, [incident.id]);
    const outage = outages.find((one) => serviceIds.includes(one.serviceId));
    const serviceId = outage?.serviceId ?? serviceIds[0];
    return {
      title: incidentTitle(incident, lang).text.slice(0, 200),
      occurredAt: toMomentField(outage?.startedAt ?? incident.startedAt),
      ...(serviceId && { serviceId }),
      ...(outage && { outageId: outage.id }),
    };
  }
  const slug = url.searchParams.get('service');
  const service = slug ? await findServiceBySlug(ctx.db, audience, slug) : undefined;
  return service ? { serviceId: service.id } : {};
}
