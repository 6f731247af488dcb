import {
  type ClaimedDelivery,
  type Lane,
  listClaimableDeliveries,
  listClaimedDeliveries,
} from '#db/queries/due-deliveries';
import { bumpCounter } from './bump-counter.ts';
import { type CommandContext, inTransaction } from './context.ts';

export interface ClaimInput {
  readonly lane: Lane;
  readonly limit: number;
  readonly leaseMs: number;
}

export interface Claim {
  /** Whoever holds it may report the end; after another process has claimed the same delivery it is worthless. */
  readonly leaseToken: string;
  readonly deliveries: readonly ClaimedDelivery[];
}

/** Takes due deliveries for this process until the lease ends; no other process gets them meanwhile. */
export function claimDeliveries(ctx: CommandContext, input: ClaimInput): Promise<Claim> {
  return inTransaction(ctx, async (ctx) => {
    await queueUp(ctx);
    const now = ctx.now();
    const leaseToken = ctx.newId();
    const ids = await listClaimableDeliveries(ctx.db, { lane: input.lane, now, limit: input.limit });
    if (ids.length === 0) return { leaseToken, deliveries: [] };
    await ctx.db
      .updateTable('delivery')
      .set((eb) => ({ leaseToken, leaseUntil: now + input.leaseMs, attemptCount: eb('attemptCount', '+', 1) }))
      .where('id', 'in', ids)
      .where('state', '=', 'due')
      .where((eb) => eb.or([eb('leaseUntil', 'is', null), eb('leaseUntil', '<=', now)]))
      .execute();
    return { leaseToken, deliveries: await listClaimedDeliveries(ctx.db, leaseToken) };
  });
}

/** Processes claim one after another, so that two never pick messages of the same endpoint at the same moment. */
async function queueUp(ctx: CommandContext): Promise<void> {
  await bumpCounter(ctx, 'delivery-claims');
}
