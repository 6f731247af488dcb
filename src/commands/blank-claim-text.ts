import type { Instant } from '#domain/time';
import type { CreditRequestStage } from '#domain/words';
import type { CommandContext } from './context.ts';

const ANSWERED: readonly CreditRequestStage[] = ['approved', 'declined', 'withdrawn', 'credited'];

interface BlankStep {
  readonly before: Instant;
  readonly limit: number;
}

/** Removes names and free text written before an instant from answered claims, at most `limit` messages and decisions; tells how many. */
export async function blankClaimText(ctx: CommandContext, step: BlankStep): Promise<number> {
  const messages = await blankMessages(ctx, step);
  const decisions = await blankDecisions(ctx, step);
  return messages + decisions;
}

async function blankMessages(ctx: CommandContext, { before, limit }: BlankStep): Promise<number> {
  const due = await ctx.db
    .selectFrom('creditMessage')
    .select('id')
    .where('blankedAt', 'is', null)
    .where('at', '<', before)
    .where('requestId', 'in', answeredIn(ctx))
    .orderBy('at')
    .limit(limit)
    .execute();
  if (due.length === 0) return 0;
  const ids = due.map(({ id }) => id);
  await ctx.db
    .updateTable('creditMessage')
    .set({ authorId: null, authorName: '', body: '', blankedAt: ctx.now() })
    .where('id', 'in', ids)
    .execute();
  return ids.length;
}

/** Who decided stays as an id: it tells who may not decide on an appeal. */
async function blankDecisions(ctx: CommandContext, { before, limit }: BlankStep): Promise<number> {
  const due = await ctx.db
    .selectFrom('creditDecision')
    .select('id')
    .where('blankedAt', 'is', null)
    .where('firstAt', '<', before)
    .where('state', '<>', 'unconfirmed')
    .where('requestId', 'in', answeredIn(ctx))
    .orderBy('firstAt')
    .limit(limit)
    .execute();
  if (due.length === 0) return 0;
  const ids = due.map(({ id }) => id);
  await ctx.db
    .updateTable('creditDecision')
    .set({ reason: '', firstByName: '', secondByName: null, secondReason: null, blankedAt: ctx.now() })
    .where('id', 'in', ids)
    .execute();
  return ids.length;
}

function answeredIn(ctx: CommandContext) {
  return ctx.db
    .selectFrom('creditRequest')
    .select('creditRequest.id')
    .where('creditRequest.stage', 'in', [...ANSWERED]);
}
