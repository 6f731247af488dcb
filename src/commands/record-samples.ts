import type { HealthCheck } from '#db/queries/checks';
import { hasPublicService } from '#db/queries/services';
import { lockRows } from '#db/row-locks';
import type { Interval } from '#domain/interval';
import type { Instant } from '#domain/time';
import { type CheckState, type Detection, detectOutage, isInDoubt, NO_COUNTS } from '#domain/watching/detect-outage';
import { nextDueAt, recheckDueAt } from '#domain/watching/due-times';
import type { SlowChange } from '#domain/watching/judge-latency';
import { beforeFirstAnswer, type JudgedSample } from '#domain/watching/judge-probe';
import type { ProbeCause } from '#domain/watching/probe-cause';
import type { PhaseTimings } from '#domain/watching/probe-result';
import { patienceOf } from '#domain/watching/rhythm';
import { changeMeasuredOutages } from './change-measured-outages.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { judgeSlowness } from './judge-slowness.ts';
import { markPublicChange } from './mark-public-change.ts';
import { noteLateSamples } from './note-samples-changed.ts';
import { noteWitnessed } from './note-witnessed.ts';
import { recordFromHere } from './record-from-here.ts';
import { storableText } from './storable-text.ts';
import { takeBackOwnFailures } from './take-back-own-failures.ts';
import { writeMeasurementGaps } from './write-measurement-gaps.ts';

export interface RecordedOutcome {
  readonly checkId: string;
  readonly leaseToken: string;
  /** Of the check as it was asked. */
  readonly revision?: number;
  readonly sample: JudgedSample;
  readonly latencyMs: number | null;
  readonly cause: ProbeCause | null;
  readonly detail: string | null;
  /** How long each phase took; null where our own process stood still meanwhile. */
  readonly timings?: PhaseTimings | null;
  /** Until when witnesses outside said that our own connection works; failures up to then are no work of it. */
  readonly witnessedUntil?: Instant | null;
}

export interface RecordSamplesResult {
  readonly recorded: number;
  /** Outcomes that were not taken: their lease was lost, or their check asks something else by now or rests. */
  readonly refused: number;
  /** Of these, the ones whose check was claimed anew meanwhile although nobody changed it. */
  readonly overtaken: number;
}

/** One outcome with the check it belongs to, which this transaction holds. */
export interface TakenOutcome extends RecordedOutcome {
  readonly row: HealthCheck;
}

/** The same with what the judge made of it. */
export interface DetectedOutcome extends TakenOutcome {
  readonly detection: Detection;
  /** Time that is lived a second time, because the clock was set back. */
  readonly relived: Interval | null;
}

export interface JudgedOutcome extends DetectedOutcome {
  /** Whether the check became slow with it, or ceased to be. */
  readonly slowness: SlowChange | null;
}

/**
 * Writes a batch of outcomes: samples, state of the checks, outages, incidents and deliveries in one transaction. Callers keep
 * batches to a few hundred rows. Repeating a batch changes nothing: the lease is spent.
 */
export async function recordSamples(
  ctx: CommandContext,
  input: { readonly outcomes: readonly RecordedOutcome[] },
): Promise<RecordSamplesResult> {
  const result = await inTransaction(ctx, async (ctx) => {
    const { taken, overtaken } = await takeOutcomes(ctx, input.outcomes);
    const detected = taken.filter(({ row }) => row.polledFrom === 'here').map(judgeOutcome);
    const shared = taken.filter(({ row }) => row.polledFrom !== 'here');
    await noteWitnessed(ctx, taken);
    let isShown = false;
    if (detected.length > 0) {
      await insertSamples(ctx, detected);
      await noteLateSamples(
        ctx,
        detected.map(({ row, sample }) => ({ checkNo: row.no, at: sample.at })),
      );
      const seenOtherwise = await writeMeasurementGaps(ctx, detected);
      const judged = await judgeSlowness(ctx, detected);
      for (const outcome of judged) await updateCheck(ctx, outcome);
      await changeMeasuredOutages(ctx, judged);
      // After a silence pages may say that they cannot see.
      isShown = judged.some(hasNewState) || (await hasPublicService(ctx.db, seenOtherwise));
    }
    if (shared.length > 0) await recordFromHere(ctx, shared);
    // Last, as everybody does who may change outages.
    if (isShown) await markPublicChange(ctx);
    return { recorded: taken.length, refused: input.outcomes.length - taken.length, overtaken };
  });
  // In a transaction of its own: it locks other checks, and is done again with the next batch should this process die here.
  if (input.outcomes.some(({ sample }) => sample.gapCause === 'connection-lost')) await takeBackOwnFailures(ctx);
  return result;
}

interface Taken {
  readonly taken: readonly TakenOutcome[];
  readonly overtaken: number;
}

async function takeOutcomes(ctx: CommandContext, outcomes: readonly RecordedOutcome[]): Promise<Taken> {
  if (outcomes.length === 0) return { taken: [], overtaken: 0 };
  const ids = outcomes.map((outcome) => outcome.checkId);
  const rows = await lockRows(
    ctx.db,
    ctx.db.selectFrom('healthCheck').selectAll().where('id', 'in', ids).orderBy('no'),
  ).execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  let overtaken = 0;
  const taken = outcomes.flatMap((outcome) => {
    const row = byId.get(outcome.checkId);
    if (!row || row.pausedAt !== null || row.archivedAt !== null) return [];
    if (row.leaseToken !== outcome.leaseToken) {
      if (isOvertaken(row, outcome)) overtaken += 1;
      return [];
    }
    // One outcome spends the lease, also within one batch.
    byId.delete(row.id);
    return [{ ...outcome, row }];
  });
  return { taken, overtaken };
}

/** Whether the check was claimed anew; not where it was changed, or where the same outcome was written already. */
function isOvertaken(row: HealthCheck, { revision, sample }: RecordedOutcome): boolean {
  return row.revision === revision && (row.leaseToken !== null || row.lastSampleAt !== sample.at);
}

/** A clock that went back a little must not lose a sample; after a long step back the old times mean nothing any more. */
function judgeOutcome(taken: TakenOutcome): DetectedOutcome {
  const { row } = taken;
  const outcome = { ...taken, sample: beforeFirstAnswer(taken.sample, row) };
  const check = checkStateOf(row);
  const last = row.lastSampleAt;
  const steppedBackMs = last === null ? -1 : last - outcome.sample.at;
  if (last === null || steppedBackMs < 0) {
    return { ...outcome, detection: detectOutage(check, outcome.sample, row), relived: null };
  }
  const farBack = steppedBackMs > patienceOf(row);
  const sample = farBack ? outcome.sample : { ...outcome.sample, at: last + 1 };
  const known = farBack ? { ...check, ...NO_COUNTS, lastSampleAt: null, lastUpAt: null, blindSince: null } : check;
  const relived = farBack ? { startedAt: sample.at, endedAt: last } : null;
  return { ...outcome, sample, detection: detectOutage(known, sample, row), relived };
}

function hasNewState({ row, detection }: JudgedOutcome): boolean {
  return row.state !== detection.check.state;
}

function checkStateOf(row: HealthCheck): CheckState {
  const { state, stateSince, failureCount, successCount, firstFailureAt, firstSuccessAt } = row;
  const { lastSampleAt, lastUpAt, blindSince } = row;
  const counts = { failureCount, successCount, firstFailureAt, firstSuccessAt };
  return { state, stateSince, ...counts, lastSampleAt, lastUpAt, blindSince };
}

async function insertSamples(ctx: CommandContext, judged: readonly DetectedOutcome[]): Promise<void> {
  await ctx.db
    .insertInto('sample')
    .values(
      judged.map(({ row, sample, latencyMs }) => ({
        checkNo: row.no,
        at: sample.at,
        state: sample.state,
        latencyMs: sample.state === 'up' ? latencyMs : null,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function updateCheck(
  ctx: CommandContext,
  { row, detection, slowness, ...outcome }: JudgedOutcome,
): Promise<void> {
  const dueAt = isInDoubt(detection.check) ? recheckDueAt(row, ctx.now()) : nextDueAt(row, ctx.now());
  await ctx.db
    .updateTable('healthCheck')
    .set({
      ...detection.check,
      firstUpAt: row.firstUpAt ?? (outcome.sample.state === 'up' ? outcome.sample.at : null),
      lastCause: outcome.cause,
      lastDetail: storableText(outcome.detail),
      lastTimings: outcome.timings ? JSON.stringify(outcome.timings) : null,
      lastLatencyMs: row.kind === 'heartbeat' ? lastRunOf(ctx, row.id) : outcome.latencyMs,
      ...(slowness ? { slowSince: slowness.kind === 'slowed' ? slowness.at : null } : {}),
      nextDueAt: dueAt,
      leaseToken: null,
      leaseUntil: null,
      leaseWorkerId: null,
    })
    .where('id', '=', row.id)
    .execute();
}

/** How long the last run of a job took, also in looks between its calls; nothing where it did not say. */
function lastRunOf(ctx: CommandContext, checkId: string) {
  return ctx.db.selectFrom('heartbeat').select('durationMs').where('checkId', '=', checkId);
}
