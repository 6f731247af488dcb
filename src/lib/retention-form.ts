import { z } from 'zod';

export const retentionForm = z.object({
  days: z
    .string({ error: 'Give a number of days.' })
    .regex(/^\d{1,6}$/, { error: 'Give a whole number of days from 30 to 36500.' })
    .transform(Number),
});
