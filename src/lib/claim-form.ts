import { z } from 'zod';
import type { Language } from '#domain/words';
import { creditRefusals } from '#i18n/credits/refusals';

/** What is typed to ask for a credit; everything else of a claim comes from the arithmetic. */
export function claimForm(lang: Language) {
  const words = creditRefusals(lang);
  return z.object({
    services: z
      .union([z.string(), z.array(z.string())], { error: words.chooseService })
      .transform((value) => [value].flat()),
    note: z.string().max(5_000, { error: words.noteTooLong }).default(''),
    ticketNo: z
      .string()
      .regex(/^\d{1,9}$/, { error: words.noTicket })
      .transform(Number)
      .nullable()
      .default(null),
    report: z.literal('yes').optional(),
  });
}
