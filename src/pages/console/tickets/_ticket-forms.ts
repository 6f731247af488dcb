import { z } from 'zod';
import { answerTicket } from '#commands/answer-ticket';
import { askForMore } from '#commands/ask-for-more';
import { assignOutsideNumber } from '#commands/assign-outside-number';
import { closeTicket } from '#commands/close-ticket';
import type { CommandContext } from '#commands/context';
import { declareOutageForTicket } from '#commands/declare-outage-for-ticket';
import { reclassifyTicket } from '#commands/reclassify-ticket';
import { recordProviderAnswer } from '#commands/record-provider-answer';
import { reopenTicket } from '#commands/reopen-ticket';
import { tieTicketToOutage } from '#commands/tie-ticket-to-outage';
import { untieTicketFromOutage } from '#commands/untie-ticket-from-outage';
import { OUTAGE_STATES, PRIORITIES, RESOLUTION_KINDS } from '#domain/words';
import { en } from '#i18n/tickets/en';
import { TICKET_QUESTIONS } from '#i18n/tickets/questions';
import { type FormState, submitForm, UNSENT } from '#lib/form-state';
import { longText, outsideSchema, seenRevision, submissionKey, utcMoment } from '#lib/ticket-form';

interface DeskForm<T extends z.ZodType = z.ZodType> {
  /** What the page says when it is done. */
  readonly done: string;
  readonly schema: T;
  readonly run: (ctx: CommandContext, ticketId: string, values: z.output<T>) => Promise<unknown>;
}

/** Keeps schema and command of one form to the same type. */
function form<T extends z.ZodType>(given: DeskForm<T>): DeskForm<T> {
  return given;
}

const text = longText('Write what you have to say.', en.errors.tooLong);
const reason = longText(en.errors.reason, en.errors.tooLong);
const outage = z.object({ outageId: z.string().min(1).max(64) });
const once = { seenRevision, submissionKey };
const questions = z
  .union([z.enum(TICKET_QUESTIONS), z.array(z.enum(TICKET_QUESTIONS))])
  .default([])
  .transform((chosen) => [chosen].flat());

const asking = z
  .object({ questions, body: z.string().trim().max(20_000, { error: en.errors.tooLong }).default(''), ...once })
  .refine((values) => values.questions.length > 0 || values.body !== '', {
    error: 'Choose a question or write one.',
    path: ['body'],
  });

/** The forms of a ticket's page at the desk, by the name in `?do=`. */
const FORMS = {
  answer: form({
    done: 'Sent to the organisation.',
    schema: z.object({ kind: z.enum(['message', 'solution']), body: text, ...once }),
    run: (ctx, ticketId, values) => answerTicket(ctx, { ticketId, ...values }),
  }),
  note: form({
    done: 'The note is kept for the desk.',
    schema: z.object({ body: text, ...once }),
    run: (ctx, ticketId, values) => answerTicket(ctx, { ticketId, kind: 'note', ...values }),
  }),
  ask: form({
    done: 'The question is sent.',
    schema: asking,
    run: (ctx, ticketId, values) => askForMore(ctx, { ticketId, ...values }),
  }),
  reclassify: form({
    done: 'The priority is changed, and the organisation is told why.',
    schema: z.object({ priority: z.enum(PRIORITIES, { error: 'Choose a priority.' }), reason, seenRevision }),
    run: (ctx, ticketId, values) => reclassifyTicket(ctx, { ticketId, ...values }),
  }),
  close: form({
    done: 'The ticket is closed.',
    schema: z.object({ kind: z.enum(RESOLUTION_KINDS, { error: 'Choose how it ended.' }), body: text, ...once }),
    run: (ctx, ticketId, values) => closeTicket(ctx, { ticketId, ...values }),
  }),
  reopen: form({
    done: 'The ticket is open again.',
    schema: z.object({ reason }),
    run: (ctx, ticketId, values) => reopenTicket(ctx, { ticketId, ...values }),
  }),
  tie: form({
    done: 'The outage is tied to the ticket.',
    schema: outage,
    run: (ctx, ticketId, values) => tieTicketToOutage(ctx, { ticketId, ...values }),
  }),
  untie: form({
    done: 'The outage is no longer tied to the ticket.',
    schema: outage,
    run: (ctx, ticketId, values) => untieTicketFromOutage(ctx, { ticketId, ...values }),
  }),
  declare: form({
    done: 'The outage is declared, and the ticket is tied to it.',
    schema: z.object({
      serviceId: z.string({ error: 'Choose a service.' }).max(64),
      state: z.enum(OUTAGE_STATES, { error: 'Choose a state.' }),
      startedAt: utcMoment('Write the day and time it began, in UTC.'),
      endedAt: utcMoment('Write the day and time it ended, in UTC, or leave it empty.').optional(),
      reason,
    }),
    run: (ctx, ticketId, { endedAt = null, ...values }) =>
      declareOutageForTicket(ctx, { ticketId, endedAt, ...values }),
  }),
  outside: form({
    done: 'The case number is saved.',
    schema: outsideSchema(en.errors),
    run: (ctx, ticketId, { url = null, ...values }) =>
      assignOutsideNumber(ctx, { ticketId, url, soloMode: false, ...values }),
  }),
  provider: form({
    done: 'The provider’s answer is recorded.',
    schema: z.object({ body: text, submissionKey }),
    run: (ctx, ticketId, values) => recordProviderAnswer(ctx, { ticketId, soloMode: false, ...values }),
  }),
};

type FormName = keyof typeof FORMS;

/** Runs the posted form of a ticket; undefined when done, otherwise the form to show again. */
export async function runDeskForm(
  request: Request,
  ctx: CommandContext,
  { ticketId, name }: { readonly ticketId: string; readonly name: string },
): Promise<FormState | undefined> {
  if (!isFormName(name)) return { ...UNSENT, status: 400 };
  const { schema, run } = FORMS[name] as DeskForm;
  return submitForm(request, { form: name, schema, run: (values) => run(ctx, ticketId, values) });
}

/** What the page says after a form, from the name in `?done=`. */
export function doneSentence(name: string | null): string | undefined {
  if (name === 'opened') return 'The ticket is open.';
  return name !== null && isFormName(name) ? FORMS[name].done : undefined;
}

function isFormName(name: string): name is FormName {
  return Object.hasOwn(FORMS, name);
}
