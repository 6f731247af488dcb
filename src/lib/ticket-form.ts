import { z } from 'zod';
import { parseInstant } from '#domain/time';
import { PRIORITIES } from '#domain/words';
import type { TicketMessages } from '#i18n/tickets/en';

const MOST_USERS = 1_000_000_000;

/** Long text in the reader's words when it is missing or too long. */
export function longText(missing: string, tooLong: string) {
  return z.string({ error: missing }).trim().min(1, { error: missing }).max(20_000, { error: tooLong });
}

/** The key a form carries so that sending it twice does it once. */
export const submissionKey = z.string().min(8).max(64);

/** The revision a form was filled in against. */
export const seenRevision = z.coerce.number().int().min(0);

/** `2026-11-22T14:05` of a field that says it is in UTC. */
export function utcMoment(error: string) {
  return z.string({ error }).transform((text, check) => {
    const at = parseInstant(`${text}Z`);
    if (at !== undefined) return at;
    check.addIssue({ code: 'custom', message: error });
    return z.NEVER;
  });
}

/** What the author of a ticket writes; anything else in the form is left out. */
export function ticketFormSchema(t: TicketMessages) {
  return z.object({
    priority: z.enum(PRIORITIES, { error: t.errors.priority }),
    serviceId: z.string({ error: t.errors.service }).max(64).optional(),
    title: z
      .string({ error: t.errors.subject })
      .trim()
      .min(1, { error: t.errors.subject })
      .max(200, { error: t.errors.subject }),
    body: longText(t.errors.body, t.errors.tooLong),
    occurredAt: utcMoment(t.errors.occurredAt),
    affectedUsers: z.coerce
      .number({ error: t.errors.users })
      .int({ error: t.errors.users })
      .min(0, { error: t.errors.users })
      .max(MOST_USERS, { error: t.errors.users })
      .optional(),
    steps: z.string().trim().max(20_000, { error: t.errors.tooLong }).optional(),
    outageId: z.string().max(64).optional(),
    submissionKey,
  });
}

/** An instant as a `datetime-local` field wants it, in UTC. */
export function toMomentField(at: number): string {
  return new Date(at).toISOString().slice(0, 16);
}

/** An http or https address; other schemes could run code when clicked. */
export function webAddress(error: string) {
  return z
    .url({ protocol: /^https?$/, error })
    .max(2_000, { error })
    .refine((text) => URL.canParse(text) && new URL(text).username === '', { error });
}

/** The number of a case in an outside system. */
export function outsideSchema(errors: { readonly number: string; readonly url: string }) {
  const short = z
    .string({ error: errors.number })
    .trim()
    .min(1, { error: errors.number })
    .max(120, { error: errors.number });
  return z.object({ system: short, number: short, url: webAddress(errors.url).optional() });
}
