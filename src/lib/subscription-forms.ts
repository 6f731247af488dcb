import { z } from 'zod';
import { NOTICE_KINDS } from '#domain/notices';

/** One or several values of a checkbox list; none is null. */
function listOf<T extends z.ZodType<string>>(item: T) {
  return z
    .union([item.transform((one) => [one]), z.array(item)])
    .optional()
    .transform((list) => list ?? null);
}

export const subscribeForm = z.object({
  url: z.string({ error: 'Write a whole address, such as https://example.com/hooks/status.' }).trim(),
  services: listOf(z.string().max(80)),
  kinds: listOf(z.enum(NOTICE_KINDS)),
});

export const emptyForm = z.object({});

export const redeliverForm = z.object({ delivery: z.string() });
