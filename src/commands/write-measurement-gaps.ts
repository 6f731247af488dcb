import type { CommandContext } from './context.ts';
import type { JudgedOutcome } from './record-samples.ts';

/** Writes the unknown time of a batch: gaps open and close, and failures that were our own are set right. */
export async function writeMeasurementGaps(ctx: CommandContext, judged: readonly JudgedOutcome[]): Promise<void> {
  const open = await findOpenGaps(ctx, judged);
  for (const outcome of judged) {
    const { row, sample, detection } = outcome;
    const isUnknown = sample.state === 'unknown';
    const openGap = open.get(row.id);
    if (!isUnknown && openGap !== undefined) await closeGap(ctx, openGap.id, Math.max(sample.at, openGap.startedAt));
    if (detection.gap && !(isUnknown && openGap !== undefined)) {
      await ctx.db
        .insertInto('measurementGap')
        .values({
          id: ctx.newId(),
          checkId: row.id,
          serviceId: row.serviceId,
          ...detection.gap,
          endedAt: isUnknown ? null : sample.at,
        })
        .execute();
    }
    if (detection.failuresUnknownSince !== null) await forgiveFailures(ctx, row.no, detection.failuresUnknownSince);
  }
}

async function findOpenGaps(
  ctx: CommandContext,
  judged: readonly JudgedOutcome[],
): Promise<Map<string, { readonly id: string; readonly startedAt: number }>> {
  const rows = await ctx.db
    .selectFrom('measurementGap')
    .select(['id', 'checkId', 'startedAt'])
    .where('endedAt', 'is', null)
    .where(
      'checkId',
      'in',
      judged.map(({ row }) => row.id),
    )
    .execute();
  return new Map(rows.map((row) => [row.checkId, row]));
}

async function closeGap(ctx: CommandContext, id: string, endedAt: number): Promise<void> {
  await ctx.db.updateTable('measurementGap').set({ endedAt }).where('id', '=', id).execute();
}

async function forgiveFailures(ctx: CommandContext, checkNo: number, since: number): Promise<void> {
  await ctx.db
    .updateTable('sample')
    .set({ state: 'unknown' })
    .where('checkNo', '=', checkNo)
    .where('at', '>=', since)
    .where('state', '=', 'down')
    .execute();
}
