import { listRollups, type RollupMark } from '#db/queries/rollups';
import { lockRows } from '#db/row-locks';
import type { Interval } from '#domain/interval';
import { encodeSketch } from '#domain/rollups/latency-sketch';
import {
  bucketStart,
  completeBuckets,
  mergeRollups,
  type Rollup,
  type RollupMinutes,
  rollUp,
} from '#domain/rollups/rollup';
import { DAY_MS, MINUTE_MS } from '#domain/time';
import { type CommandContext, inTransaction } from './context.ts';

export interface RollUpSamplesInput {
  readonly checkNos: readonly number[];
  /** Start of a five-minute bucket: what ended before is complete. */
  readonly until: number;
}

/** Of all checks in one step: others who write wait no longer than these take. */
const MOST_SAMPLES = 2_500;

/**
 * Rolls up the samples of checks, each from where it was rolled up to, one step of a bounded number of samples. Repeating it
 * changes nothing; a second process waits for the checks and goes on where the first came to.
 */
export function rollUpSamples(ctx: CommandContext, { checkNos, until }: RollUpSamplesInput): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const { db } = ctx;
    const checks = await lockRows(
      db,
      db.selectFrom('healthCheck').select(['no', 'intervalMs']).where('no', 'in', checkNos).orderBy('no'),
    ).execute();
    const marks = await db.selectFrom('rollupMark').selectAll().where('checkNo', 'in', checkNos).execute();
    const markOf = new Map(marks.map((mark) => [mark.checkNo, mark]));
    for (const { no, intervalMs } of checks) {
      const mark = markOf.get(no) ?? (await firstMark(ctx, no, until));
      const span = nextSpan(mark, { until, stepMs: (MOST_SAMPLES / checks.length) * intervalMs });
      if (span.endedAt > span.startedAt) await rollUpCheck(ctx, no, span);
    }
  });
}

/** Up to the end of a day at most, so that a check that is no longer run comes to rest there. */
function nextSpan({ rolledUntil }: RollupMark, limits: { readonly until: number; readonly stepMs: number }): Interval {
  const step = Math.max(bucketStart(limits.stepMs, 5), 5 * MINUTE_MS);
  const endOfDay = bucketStart(rolledUntil, 1_440) + DAY_MS;
  return { startedAt: rolledUntil, endedAt: Math.min(limits.until, rolledUntil + step, endOfDay) };
}

/** A check is rolled up from its first sample on. */
async function firstMark({ db }: CommandContext, checkNo: number, until: number): Promise<RollupMark> {
  const first = await db
    .selectFrom('sample')
    .select('at')
    .where('checkNo', '=', checkNo)
    .orderBy('at')
    .limit(1)
    .executeTakeFirst();
  const mark = { checkNo, rolledUntil: bucketStart(Math.min(first?.at ?? until, until), 5), rawFrom: 0 };
  await db.insertInto('rollupMark').values(mark).execute();
  return mark;
}

async function rollUpCheck(ctx: CommandContext, checkNo: number, span: Interval): Promise<void> {
  const samples = await ctx.db
    .selectFrom('sample')
    .select(['at', 'state', 'latencyMs'])
    .where('checkNo', '=', checkNo)
    .where('at', '>=', span.startedAt)
    .where('at', '<', span.endedAt)
    .execute();
  await replaceRollups(ctx, { checkNo, minutes: 5, span, rollups: rollUp(samples) });
  await mergeUp(ctx, { checkNo, span, from: 5, to: 60 });
  await mergeUp(ctx, { checkNo, span, from: 60, to: 1_440 });
  await ctx.db.updateTable('rollupMark').set({ rolledUntil: span.endedAt }).where('checkNo', '=', checkNo).execute();
}

interface MergeUp {
  readonly checkNo: number;
  readonly span: Interval;
  readonly from: RollupMinutes;
  readonly to: RollupMinutes;
}

async function mergeUp(ctx: CommandContext, { checkNo, span, from, to }: MergeUp): Promise<void> {
  const complete = completeBuckets(span, to);
  if (complete.endedAt === complete.startedAt) return;
  const shorter = await listRollups(ctx.db, { checkNo, minutes: from, span: complete });
  await replaceRollups(ctx, { checkNo, minutes: to, span: complete, rollups: mergeRollups(shorter, to) });
}

interface Replacement {
  readonly checkNo: number;
  readonly minutes: RollupMinutes;
  readonly span: Interval;
  readonly rollups: readonly Rollup[];
}

async function replaceRollups({ db }: CommandContext, input: Replacement): Promise<void> {
  const { checkNo, minutes, span, rollups } = input;
  await db
    .deleteFrom('sampleRollup')
    .where('checkNo', '=', checkNo)
    .where('minutes', '=', minutes)
    .where('startedAt', '>=', span.startedAt)
    .where('startedAt', '<', span.endedAt)
    .execute();
  if (rollups.length === 0) return;
  const rows = rollups.map(({ latencies, ...counts }) => ({
    ...{ checkNo, minutes, ...counts },
    latencies: latencies.cells.size === 0 ? null : Buffer.from(encodeSketch(latencies)),
  }));
  await db.insertInto('sampleRollup').values(rows).execute();
}
