import { z } from 'zod';
import { DAY_MS, SECOND_MS } from '#domain/time';
import { durationMs, durationText } from './duration-text.ts';

/** What is expected of a job that calls us. */
export const heartbeatTarget = z
  .strictObject({
    /** Time from one run to the next. */
    every: durationText({
      leastMs: 10 * SECOND_MS,
      mostMs: 45 * DAY_MS,
      sentence: 'must be a time from 10s to 45d, such as 24h',
    }),
    /** How much earlier or later a run may call. */
    grace: durationText({
      leastMs: SECOND_MS,
      mostMs: 7 * DAY_MS,
      sentence: 'must be a time from 1s to 7d, such as 10m',
    }).default('5m'),
    /** A run that takes longer fails, also one that began and never said that it ended. */
    longest: durationText({
      leastMs: SECOND_MS,
      mostMs: 45 * DAY_MS,
      sentence: 'must be a time from 1s to 45d, such as 2h',
    }).optional(),
  })
  .refine(({ every, grace }) => durationMs(grace) <= durationMs(every), {
    path: ['grace'],
    error: 'must not be longer than the time from one run to the next',
  });
export type HeartbeatTarget = z.output<typeof heartbeatTarget>;
