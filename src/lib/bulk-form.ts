import { z } from 'zod';
import { BULK_ACTIONS } from '#domain/words';

const keys = z.union([z.string().transform((key) => [key]), z.array(z.string())]).optional();

/** What to do with which contracts, as the form sends it. */
export const bulkForm = z.object({
  action: z.enum(BULK_ACTIONS, 'Choose what to do.'),
  which: z.enum(['ticked', 'owed'], 'Choose for which contracts.'),
  reason: z.string('Give the reason; every customer will read it.').max(5000, 'The reason is too long.'),
  keys: keys.transform((chosen) => chosen ?? []),
});
