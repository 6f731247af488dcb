import { getPolicyVersion } from '#db/queries/policies';
import type { Interval } from '#domain/interval';
import type { CommandContext } from './context.ts';
import type { NewAssessment } from './write-assessments.ts';

/** Notes the windows whose terms give what they owe without being asked, in the transaction that freezes them. */
export async function planAutomaticCredits(ctx: CommandContext, assessments: readonly NewAssessment[]): Promise<void> {
  const owing = assessments.filter(({ body }) => body.window.lines.some(({ line }) => line.verdict === 'owed'));
  for (const [policyId, own] of Map.groupBy(owing, (one) => one.policyId)) {
    const { terms } = await getPolicyVersion(ctx.db, policyId);
    if (!terms.claim.automatic) continue;
    for (const { contractId, window } of own) await planOne(ctx, contractId, window);
  }
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
