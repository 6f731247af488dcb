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
  // Always in the same order: two attempts never wait for each other's rows.
  const sorted = [...throttles].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return inTransaction(ctx, async (inside) => {
    const counted: Counted[] = [];
    for (const throttle of sorted) counted.push(await lockCount(inside, throttle));
    const now = inside.now();
    const waitMs = Math.max(0, ...counted.map(({ blockedUntil }) => blockedUntil - now));
    if (waitMs > 0) return waitMs;
    for (const count of counted) await countAttempt(inside, count, now);
    return 0;
  });
}

interface Counted {
  readonly throttle: Throttle;
  readonly failureCount: number;
  readonly lastAt: Instant;
  readonly blockedUntil: Instant;
}

/** The count so far; whoever counts the same thing at the same time waits until this transaction is over. */
async function lockCount(ctx: CommandContext, throttle: Throttle): Promise<Counted> {
  const row = await ctx.db
    .insertInto('attempt')
    .values({ key: keyOf(throttle), failureCount: 0, lastAt: ctx.now(), blockedUntil: 0 })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((eb) => ({ failureCount: eb.ref('attempt.failureCount') })),
    )
    .returning(['failureCount', 'lastAt', 'blockedUntil'])
    .executeTakeFirstOrThrow();
  return { throttle, ...row };
}

/** Failures of an hour ago are forgotten: the count begins anew. */
async function countAttempt(ctx: CommandContext, counted: Counted, now: Instant): Promise<void> {
  const failureCount = (counted.lastAt < now - HOUR_MS ? 0 : counted.failureCount) + 1;
  const delayMs = delayAfter(failureCount, counted.throttle);
  await ctx.db
    .updateTable('attempt')
    .set({ failureCount, lastAt: now, blockedUntil: delayMs === 0 ? 0 : now + delayMs })
    .where('key', '=', keyOf(counted.throttle))
    .execute();
}

/** An attempt that went well is no failure. */
export async function forgiveAttempts(ctx: CommandContext, throttles: readonly Throttle[]): Promise<void> {
  await ctx.db.deleteFrom('attempt').where('key', 'in', throttles.map(keyOf)).execute();
  await ctx.db
    .deleteFrom('attempt')
    .where('lastAt', '<', ctx.now() - 30 * DAY_MS)
    .execute();
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

/** An owner at an address he signed in from before has a count of his own: strangers' guesses do not hold him up. */
export async function throttleOwner(
  ctx: CommandContext,
  { account, address }: { readonly account: string; readonly address: string },
): Promise<Throttle> {
  const known = await ctx.db
    .selectFrom('attempt')
    .select('key')
    .where('key', '=', keyOf(knownPlace(account, address)))
    .executeTakeFirst();
  return known
    ? throttleAccount('sign-in', `${account} at ${addressGroup(address)}`)
    : throttleAccount('sign-in', account);
}

/** Remembers, for a month, that this account was opened from this address. */
export async function rememberPlace(
  ctx: CommandContext,
  { account, address }: { readonly account: string; readonly address: string },
): Promise<void> {
  const lastAt = ctx.now();
  await ctx.db
    .insertInto('attempt')
    .values({ key: keyOf(knownPlace(account, address)), failureCount: 0, lastAt, blockedUntil: 0 })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ lastAt }))
    .execute();
}

function knownPlace(account: string, address: string): Throttle {
  return throttleAccount('known-place', `${account} at ${addressGroup(address)}`);
}
