import { REMOVED } from '#domain/credits/removed-names';
import type { Instant } from '#domain/time';
import type { CreditRequestStage } from '#domain/words';
import type { CommandContext } from './context.ts';

const ANSWERED: readonly CreditRequestStage[] = ['approved', 'declined', 'withdrawn', 'credited'];

interface BlankStep {
  readonly before: Instant;
  readonly limit: number;
}

/** Removes names and free text written before an instant from answered claims, at most `limit` of each kind; tells how many. */
export async function blankClaimText(ctx: CommandContext, step: BlankStep): Promise<number> {
  const messages = await blankMessages(ctx, step);
  const decisions = await blankDecisions(ctx, step);
  const claims = await blankClaims(ctx, step);
  const proposals = await blankProposals(ctx, step);
  return messages + decisions + claims + proposals;
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

/** The claim itself: who asked and decided stay as ids. */
async function blankClaims(ctx: CommandContext, { before, limit }: BlankStep): Promise<number> {
  const due = await ctx.db
    .selectFrom('creditRequest')
    .select(['id', 'decidedByName', 'decisionReason'])
    .where('stage', 'in', [...ANSWERED])
    .where('askedByName', '<>', REMOVED)
    .where('updatedAt', '<', before)
    .orderBy('updatedAt')
    .limit(limit)
    .execute();
  for (const { id, decidedByName, decisionReason } of due) {
    const decided = { decidedByName: decidedByName && REMOVED, decisionReason: decisionReason && REMOVED };
    await ctx.db
      .updateTable('creditRequest')
      .set({ askedByName: REMOVED, note: '', ...decided })
      .where('id', '=', id)
      .execute();
  }
  return due.length;
}

/** Corrections that were accepted, dismissed or overtaken. */
async function blankProposals(ctx: CommandContext, { before, limit }: BlankStep): Promise<number> {
  const due = await ctx.db
    .selectFrom('creditProposal')
    .select(['id', 'firstByName'])
    .where('stage', '<>', 'open')
    .where('decidedByName', '<>', REMOVED)
    .where('decidedAt', '<', before)
    .limit(limit)
    .execute();
  for (const { id, firstByName } of due) {
    await ctx.db
      .updateTable('creditProposal')
      .set({ decidedByName: REMOVED, firstByName: firstByName && REMOVED, reason: REMOVED })
      .where('id', '=', id)
      .execute();
  }
  return due.length;
}

function answeredIn(ctx: CommandContext) {
  return ctx.db
    .selectFrom('creditRequest')
    .select('creditRequest.id')
    .where('creditRequest.stage', 'in', [...ANSWERED]);
}
