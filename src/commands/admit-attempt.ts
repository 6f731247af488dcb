import { createHash } from 'node:crypto';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '#domain/time';
import { addressGroup } from '#lib/address-group';
import { type CommandContext, inTransaction } from './context.ts';

export interface Throttle {
  /** What is counted, such as `sign-in:account:ann@example.com`; only its hash is stored. */
  readonly subject: string;
  /** So many failures cost nothing. */
  readonly free: number;
  readonly longestMs: number;
}

/** Counts an attempt before it is made, so that a hundred at once are a hundred; returns how long to wait, 0 to go on. */
export function admitAttempt(ctx: CommandContext, throttles: readonly Throttle[]): Promise<number> {
  return inTransaction(ctx, async (inside) => {
    const now = inside.now();
    const rows = await inside.db
      .selectFrom('attempt')
      .selectAll()
      .where('key', 'in', throttles.map(keyOf))
      .orderBy('key')
      .execute();
    const waitMs = Math.max(0, ...rows.map((row) => row.blockedUntil - now));
    if (waitMs > 0) return waitMs;
    for (const throttle of [...throttles].sort((a, b) => keyOf(a).localeCompare(keyOf(b)))) {
      await countFailure(inside, throttle, now);
    }
    return 0;
  });
}

/** An attempt that went well is no failure. */
export async function forgiveAttempts(ctx: CommandContext, throttles: readonly Throttle[]): Promise<void> {
  await ctx.db.deleteFrom('attempt').where('key', 'in', throttles.map(keyOf)).execute();
  await ctx.db
    .deleteFrom('attempt')
    .where('lastAt', '<', ctx.now() - 30 * DAY_MS)
    .execute();
}

/** Failures of an hour ago are forgotten: the count begins anew. */
async function countFailure(ctx: CommandContext, throttle: Throttle, now: Instant): Promise<void> {
  const key = keyOf(throttle);
  const { failureCount } = await ctx.db
    .insertInto('attempt')
    .values({ key, failureCount: 1, lastAt: now, blockedUntil: 0 })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((eb) => ({
        failureCount: eb
          .case()
          .when('attempt.lastAt', '<', now - HOUR_MS)
          .then(1)
          .else(eb('attempt.failureCount', '+', 1))
          .end(),
        lastAt: now,
      })),
    )
    .returning('failureCount')
    .executeTakeFirstOrThrow();
  const blockedUntil = now + delayAfter(failureCount, throttle);
  await ctx.db.updateTable('attempt').set({ blockedUntil }).where('key', '=', key).execute();
}

function delayAfter(failures: number, { free, longestMs }: Throttle): number {
  if (failures <= free) return 0;
  return Math.min(longestMs, 2 ** Math.min(failures - free, 20) * SECOND_MS);
}

function keyOf({ subject }: Throttle): string {
  return createHash('sha256').update(subject).digest('base64url');
}

export function throttleAddress(area: string, address: string): Throttle {
  return { subject: `${area}:address:${addressGroup(address)}`, free: 20, longestMs: 15 * MINUTE_MS };
}

export function throttleAccount(area: string, account: string): Throttle {
  return { subject: `${area}:account:${account.trim().toLowerCase()}`, free: 5, longestMs: 15 * MINUTE_MS };
}
