import type { TimeLossCause } from '#domain/letters';
import { HOUR_MS, MINUTE_MS } from '#domain/time';
import { isSeenBetween } from '#domain/watching/rhythm';
import { type CommandContext, inTransaction } from './context.ts';
import { queueOperatorLetter } from './queue-letter.ts';
import { takeTurn } from './take-turn.ts';

/** A shorter silence is no long stop, whatever the intervals. */
const LONG_STOP_MS = 5 * MINUTE_MS;

export interface LostTime {
  readonly cause: TimeLossCause;
  readonly since: number;
  readonly until: number;
}

/** Mails the operators that nothing was measured for a while: once an hour at most, whoever of several processes noticed. */
export function noteTimeLost(ctx: CommandContext, lost: LostTime): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    if (!(await takeTurn(ctx, { key: `time-lost:${lost.cause}`, limit: 1, windowMs: HOUR_MS }))) return;
    await queueOperatorLetter(ctx, { role: 'incidents', letter: { kind: 'time-lost', path: '/console', ...lost } });
  });
}

/** The same at the start of a process that finds that nobody ran the checks for long. */
export async function noteLongStop(ctx: CommandContext): Promise<void> {
  const now = ctx.now();
  const checks = ctx.db
    .selectFrom('healthCheck')
    .where('archivedAt', 'is', null)
    .where('pausedAt', 'is', null)
    .where('kind', '<>', 'heartbeat')
    .where('polledFrom', '<>', 'places');
  const newest = await checks.select((eb) => eb.fn.max('lastSampleAt').as('at')).executeTakeFirst();
  const since = newest?.at ?? null;
  if (since === null || now - since < LONG_STOP_MS) return;
  const looks = await checks
    .select(['lastSampleAt', 'intervalMs', 'timeoutMs', 'rhythmSince', 'patienceBeforeMs'])
    .where('lastSampleAt', 'is not', null)
    .execute();
  const isOverdue = looks.some((look) => look.lastSampleAt !== null && !isSeenBetween(look.lastSampleAt, now, look));
  if (isOverdue) await noteTimeLost(ctx, { cause: 'not-running', since, until: now });
}
