import { z } from 'zod';
import { type Interval, overlaps } from '#domain/interval';
import { utcMoment } from './ticket-form.ts';

const reason = z.string().max(5_000).default('');

/** A time to take out, as typed on the page of a window; the command looks at the rest. */
export const exclusionForm = (window: Interval) =>
  z
    .object({
      serviceId: z.string().max(64).nullable().default(null),
      startedAt: utcMoment('Say from when it does not count, in UTC.'),
      endedAt: utcMoment('Say until when it does not count, in UTC.'),
      reason,
    })
    .refine((span) => span.endedAt <= span.startedAt || overlaps(span, window), {
      path: ['startedAt'],
      error: 'This time lies outside the window of this page.',
    });

export const revocationForm = z.object({ id: z.string({ error: 'Choose an exclusion.' }).max(64), reason });
