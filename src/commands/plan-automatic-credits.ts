import type { ArithmeticInput } from '#domain/credits/closed-window';
import type { Interval } from '#domain/interval';
import type { AssessedBody } from './assess-closed.ts';
import type { CommandContext } from './context.ts';
import type { NewAssessment } from './write-assessments.ts';

/** Notes the windows whose terms give what they owe without being asked, in the transaction that freezes them. */
export async function planAutomaticCredits(ctx: CommandContext, assessments: readonly NewAssessment[]): Promise<void> {
  for (const own of Map.groupBy(assessments, ({ body }) => body.id).values()) {
    if (!own[0] || !givesUnasked(own[0].body)) continue;
    for (const { contractId, window } of own) await planOne(ctx, contractId, window);
  }
}

/** By the version of the terms that this window was assessed under; nothing is given where no record speaks of it. */
function givesUnasked({ window, evidence }: AssessedBody): boolean {
  if (!window.lines.some(({ line, recordedFrom }) => line.verdict === 'owed' && recordedFrom !== null)) return false;
  const { policy }: ArithmeticInput = JSON.parse(evidence);
  return policy.terms.claim.automatic;
}

/**
 * Never of a provider's contract: what it owes by itself is expected, not granted. Nor of windows from before the contract was
 * entered here: what they owed was settled elsewhere.
 */
async function planOne(ctx: CommandContext, contractId: string, window: Interval): Promise<void> {
  const contract = await ctx.db
    .selectFrom('contract')
    .select(['direction', 'createdAt'])
    .where('id', '=', contractId)
    .executeTakeFirstOrThrow();
  if (contract.direction !== 'we-owe' || contract.createdAt >= window.endedAt) return;
  const windowStart = window.startedAt;
  const dueAt = ctx.now();
  await ctx.db
    .insertInto('automaticCredit')
    .values({ contractId, windowStart, dueAt, attemptCount: 0 })
    .onConflict((conflict) => conflict.columns(['contractId', 'windowStart']).doUpdateSet({ dueAt, attemptCount: 0 }))
    .execute();
}
