import { z } from 'zod';
import { assignOutsideNumber } from '#commands/assign-outside-number';
import { closeTicket } from '#commands/close-ticket';
import { recordProviderAnswer } from '#commands/record-provider-answer';
import { reopenTicket } from '#commands/reopen-ticket';
import { replyToTicket } from '#commands/reply-to-ticket';
import { tieTicketToOutage } from '#commands/tie-ticket-to-outage';
import { untieTicketFromOutage } from '#commands/untie-ticket-from-outage';
import { RESOLUTION_KINDS } from '#domain/words';
import { ticketMessages } from '#i18n/tickets/messages';
import { type FormState, type Refusal, submitForm, UNSENT } from '#lib/form-state';
import { longText, outsideSchema, seenRevision, submissionKey } from '#lib/ticket-form';
import type { PortalVisit } from '../_visit.ts';

type Handler = (request: Request, visit: PortalVisit, ticketId: string) => Promise<FormState | undefined>;

const words = ({ lang }: PortalVisit) => ticketMessages(lang);

function say({ lang }: PortalVisit) {
  return ({ code, field, message }: Refusal): string => {
    const { refusals } = ticketMessages(lang);
    if (field === 'outageId') return refusals.outage;
    return (refusals as Readonly<Record<string, string>>)[code] ?? message;
  };
}

const message = (visit: PortalVisit) => longText(words(visit).errors.body, words(visit).errors.tooLong);
/** Whatever the form says, it ends as solved. */
const endsSolved = z
  .unknown()
  .optional()
  .transform(() => 'solved' as const);
const outage = z.object({ outageId: z.string().min(1).max(64) });

/** The forms of a ticket's page in the portal, by the name in `?do=`, and the word that the page shows when done. */
const FORMS: Readonly<Record<string, readonly [done: string, handler: Handler]>> = {
  reply: [
    'replied',
    (request, visit, ticketId) =>
      submitForm(request, {
        form: 'reply',
        schema: z.object({ body: message(visit), submissionKey }),
        run: (values) => replyToTicket(visit.ctx, { ticketId, ...values }),
        say: say(visit),
      }),
  ],
  tie: [
    'tied',
    (request, visit, ticketId) =>
      submitForm(request, {
        form: 'tie',
        schema: outage,
        run: ({ outageId }) => tieTicketToOutage(visit.ctx, { ticketId, outageId }),
        say: say(visit),
      }),
  ],
  untie: [
    'untied',
    (request, visit, ticketId) =>
      submitForm(request, {
        form: 'untie',
        schema: outage,
        run: ({ outageId }) => untieTicketFromOutage(visit.ctx, { ticketId, outageId }),
        say: say(visit),
      }),
  ],
  close: [
    'closed',
    (request, visit, ticketId) =>
      submitForm(request, {
        form: 'close',
        schema: z.object({
          // Any other ending is the desk's, unless the organisation is its own desk.
          kind: visit.soloMode ? z.enum(RESOLUTION_KINDS, { error: words(visit).errors.kind }) : endsSolved,
          body: z.string().trim().max(20_000).default(''),
          seenRevision,
          submissionKey,
        }),
        run: (values) => closeTicket(visit.ctx, { ticketId, soloMode: visit.soloMode, ...values }),
        say: say(visit),
      }),
  ],
  reopen: [
    'reopened',
    (request, visit, ticketId) =>
      submitForm(request, {
        form: 'reopen',
        schema: z.object({ reason: longText(words(visit).errors.reason, words(visit).errors.tooLong) }),
        run: ({ reason }) => reopenTicket(visit.ctx, { ticketId, reason }),
        say: say(visit),
      }),
  ],
  outside: [
    'outside',
    (request, visit, ticketId) =>
      submitForm(request, {
        form: 'outside',
        schema: outsideSchema(words(visit).errors),
        run: ({ url = null, ...values }) =>
          assignOutsideNumber(visit.ctx, { ticketId, url, soloMode: visit.soloMode, ...values }),
        say: say(visit),
      }),
  ],
  provider: [
    'provider',
    (request, visit, ticketId) =>
      submitForm(request, {
        form: 'provider',
        schema: z.object({ body: message(visit), submissionKey }),
        run: (values) => recordProviderAnswer(visit.ctx, { ticketId, soloMode: visit.soloMode, ...values }),
        say: say(visit),
      }),
  ],
};

/** Runs the posted form of a ticket; the word for `?done=`, or the form to show again. */
export async function runTicketForm(
  request: Request,
  visit: PortalVisit,
  { ticketId, form }: { readonly ticketId: string; readonly form: string },
): Promise<{ readonly done: string } | { readonly state: FormState }> {
  const found = Object.hasOwn(FORMS, form) ? FORMS[form] : undefined;
  if (!found) return { state: { ...UNSENT, status: 400 } };
  const [done, handler] = found;
  const state = await handler(request, visit, ticketId);
  return state ? { state } : { done };
}
