import type { Selectable } from 'kysely';
import type { SlaExclusionTable } from '#db/schema/exclusions';
import { REMOVED, type SpokenExclusion, withoutNames } from '#domain/credits/removed-names';
import type { Instant } from '#domain/time';
import { sha256 } from '#lib/sha256';
import { type CommandContext, inTransaction } from './context.ts';

type Due = Selectable<SlaExclusionTable> & { readonly direction: string; readonly counterparty: string };

/**
 * Removes who took time out of a contract, and why, where that was decided before an instant: from the exclusion and from everything
 * that was frozen with it, at most `limit` of them; tells how many. Figures stay, and the hash that was frozen is kept beside the new one.
 */
export async function blankExclusions(
  ctx: CommandContext,
  { before, limit }: { readonly before: Instant; readonly limit: number },
): Promise<number> {
  const due = await ctx.db
    .selectFrom('slaExclusion as exclusion')
    .innerJoin('contract', 'contract.id', 'exclusion.contractId')
    .selectAll('exclusion')
    .select(['contract.direction', 'contract.counterparty'])
    // Once more where it was taken back after that.
    .where((eb) => eb.or([eb('exclusion.blankedAt', 'is', null), eb('revokedByName', '<>', REMOVED)]))
    .where('exclusion.createdAt', '<', before)
    .where((eb) => eb.or([eb('revokedAt', 'is', null), eb('revokedAt', '<', before)]))
    .orderBy('exclusion.createdAt')
    .limit(limit)
    .execute();
  for (const exclusion of due) await inTransaction(ctx, (tx) => blankOne(tx, exclusion));
  return due.length;
}

async function blankOne(ctx: CommandContext, exclusion: Due): Promise<void> {
  const { id, reason, decidedByName, direction, counterparty, revokedAt } = exclusion;
  const revoked = revokedAt === null ? {} : { revokedByName: REMOVED, revokeReason: REMOVED };
  await ctx.db
    .updateTable('slaExclusion')
    .set({ reason: REMOVED, decidedByName: REMOVED, ...revoked, blankedAt: ctx.now() })
    .where('id', '=', id)
    .execute();
  const spoken = { by: direction === 'owed-to-us' ? counterparty : decidedByName, reason };
  const assessments = await ctx.db
    .selectFrom('slaAssessment')
    .select(['id', 'bodyId'])
    .where('contractId', '=', exclusion.contractId)
    .where('windowStart', '<', exclusion.endedAt)
    .where('windowEnd', '>', exclusion.startedAt)
    .execute();
  for (const bodyId of new Set(assessments.flatMap((one) => one.bodyId ?? []))) await blankBody(ctx, bodyId, spoken);
  for (const one of assessments.filter((assessment) => assessment.bodyId === null)) {
    await blankClaimed(ctx, one.id, spoken);
  }
}

/** Contracts of the same terms share a body; a reader of any of them finds the hash it had. */
async function blankBody(ctx: CommandContext, id: string, spoken: SpokenExclusion): Promise<void> {
  const body = await ctx.db.selectFrom('assessmentBody').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const evidence = withoutNames(body.evidence, spoken);
  const result = withoutNames(body.result, spoken);
  if (evidence === body.evidence && result === body.result) return;
  const blankedAt = ctx.now();
  await ctx.db.updateTable('assessmentBody').set({ evidence, result, blankedAt }).where('id', '=', id).execute();
  await ctx.db
    .updateTable('slaAssessment')
    .set((eb) => ({
      evidenceHashBefore: eb.fn.coalesce('evidenceHashBefore', 'evidenceHash'),
      evidenceHash: sha256(evidence),
      namesBlankedAt: blankedAt,
    }))
    .where('bodyId', '=', id)
    .execute();
}

/** What was kept with a claim. */
async function blankClaimed(ctx: CommandContext, id: string, spoken: SpokenExclusion): Promise<void> {
  const kept = await ctx.db
    .selectFrom('slaAssessment')
    .select(['evidence', 'result'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  if (kept.evidence === '' || kept.result === '') return;
  const evidence = withoutNames(kept.evidence, spoken);
  const result = withoutNames(kept.result, spoken);
  await ctx.db.updateTable('slaAssessment').set({ evidence, result }).where('id', '=', id).execute();
}
