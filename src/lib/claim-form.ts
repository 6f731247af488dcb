import { z } from 'zod';
import type { Language } from '#domain/words';
import { creditRefusals } from '#i18n/credits/refusals';

/** The files chosen in a form; a field in which none was chosen sends an empty one. */
const files = z
  .unknown()
  .optional()
  .transform((value) => [value].flat().filter((one) => one instanceof File && one.size > 0) as File[]);

export const filesForm = z.object({ files });

/** The chosen files as their commands take them. */
export async function readUploads(chosen: readonly File[]): Promise<{ name: string; bytes: Buffer }[]> {
  return Promise.all(chosen.map(async (file) => ({ name: file.name, bytes: Buffer.from(await file.arrayBuffer()) })));
}

/** What is typed so far of a claim: nothing is missing yet. */
export function draftForm(lang: Language) {
  const { services, ...rest } = claimForm(lang).shape;
  return z.object({ ...rest, services: services.optional() });
}

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
    affectedUsers: z
      .string()
      .trim()
      .regex(/^\d{1,9}$/, { error: words.usersWrong })
      .transform(Number)
      .nullable()
      .default(null),
    report: z.literal('yes').optional(),
    files,
  });
}
