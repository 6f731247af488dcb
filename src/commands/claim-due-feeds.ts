import type { Selectable } from 'kysely';
import { lockFreeRows } from '#db/row-locks';
import type { FeedSourceTable } from '#db/schema/watching';
import { type CommandContext, inTransaction } from './context.ts';

export interface ClaimedFeed extends Selectable<FeedSourceTable> {
  readonly leaseToken: string;
}

/** Takes the feeds that are due; no other process reads them while the lease holds. */
export function claimDueFeeds(ctx: CommandContext, input: { readonly leaseMs: number }): Promise<ClaimedFeed[]> {
  return inTransaction(ctx, async (ctx) => {
    const now = ctx.now();
    const due = await lockFreeRows(
      ctx.db,
      ctx.db
        .selectFrom('feedSource')
        .selectAll()
        .where('nextDueAt', '<=', now)
        .where((eb) => eb.or([eb('leaseUntil', 'is', null), eb('leaseUntil', '<=', now)]))
        .orderBy('nextDueAt'),
    ).execute();
    if (due.length === 0) return [];
    const leaseToken = ctx.newId();
    await ctx.db
      .updateTable('feedSource')
      .set({ leaseToken, leaseUntil: now + input.leaseMs })
      .where(
        'id',
        'in',
        due.map((feed) => feed.id),
      )
      .execute();
    return due.map((feed) => ({ ...feed, leaseToken }));
  });
}
