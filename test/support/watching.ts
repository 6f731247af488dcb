import { claimDueChecks } from '#commands/claim-due-checks';
import { type CommandContext, inTransaction } from '#commands/context';
import { type RecordSamplesResult, recordSamples } from '#commands/record-samples';
import type { Db } from '#db/connect';
import { lockRows } from '#db/row-locks';
import type { GapCause } from '#domain/watching/judge-probe';
import type { SampleState } from '#domain/words';

export interface PlayedSample {
  readonly checkId: string;
  readonly at: number;
  readonly state: SampleState;
  readonly gapCause?: GapCause;
  readonly witnessedUntil?: number | null;
}

/** Records samples as a poller would, each batch under a fresh lease of its checks. */
export async function recordPlayed(ctx: CommandContext, batch: readonly PlayedSample[]): Promise<RecordSamplesResult> {
  const ids = batch.map((sample) => sample.checkId);
  const leaseToken = ctx.newId();
  await inTransaction(ctx, async ({ db }) => {
    await lockRows(db, db.selectFrom('healthCheck').select('id').where('id', 'in', ids).orderBy('no')).execute();
    await db.updateTable('healthCheck').set({ leaseToken }).where('id', 'in', ids).execute();
  });
  return recordSamples(ctx, {
    outcomes: batch.map(({ checkId, at, state, gapCause, witnessedUntil = null }) => ({
      checkId,
      leaseToken,
      sample: { at, state, gapCause: state === 'unknown' ? (gapCause ?? 'connection-lost') : null },
      latencyMs: state === 'up' ? 12 : null,
      cause: state === 'up' ? null : 'refused',
      detail: null,
      witnessedUntil,
    })),
  });
}

/** What is stored of the outages and incidents, without ids, for comparison. */
export async function watchingFacts(db: Db): Promise<{
  readonly outages: readonly (readonly [startedAt: number, endedAt: number | null, state: string])[];
  readonly incidents: readonly { stage: string; startedAt: number; resolvedAt: number | null; impact: string }[];
  readonly gaps: readonly (readonly [startedAt: number, endedAt: number | null, cause: string])[];
}> {
  const outages = await db.selectFrom('outage').selectAll().orderBy('startedAt').execute();
  const incidents = await db.selectFrom('incident').selectAll().orderBy('startedAt').execute();
  const gaps = await db.selectFrom('measurementGap').selectAll().orderBy('startedAt').execute();
  return {
    outages: outages.map((outage) => [outage.startedAt, outage.endedAt, outage.state] as const),
    incidents: incidents.map(({ stage, startedAt, resolvedAt, impact }) => ({ stage, startedAt, resolvedAt, impact })),
    gaps: gaps.map((gap) => [gap.startedAt, gap.endedAt, gap.cause] as const),
  };
}

/** Claims everything that is due, as a process of its own. */
export async function claimAll(
  ctx: CommandContext,
): Promise<readonly { readonly id: string; readonly leaseToken: string }[]> {
  return claimDueChecks(ctx, { limit: 1_000, graceMs: 10_000 });
}
