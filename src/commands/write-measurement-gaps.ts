import type { CommandContext } from './context.ts';
import { noteEvidenceChange } from './note-evidence-change.ts';
import { noteSamplesChanged } from './note-samples-changed.ts';
import type { DetectedOutcome } from './record-samples.ts';

/** Writes the unknown time of a batch: gaps open and close, and failures that were our own are set right. Of which services it was. */
export async function writeMeasurementGaps(
  ctx: CommandContext,
  judged: readonly DetectedOutcome[],
): Promise<readonly string[]> {
  const open = await findOpenGaps(ctx, judged);
  const written = new Set<string>();
  for (const outcome of judged) {
    const { row, sample, detection, relived } = outcome;
    const isUnknown = sample.state === 'unknown';
    const openGap = open.get(row.id);
    const closes = !isUnknown && openGap !== undefined;
    const opens = detection.gap !== null && !(isUnknown && openGap !== undefined);
    if (closes) await closeGap(ctx, { ...openGap, ...placeOf(row) }, Math.max(sample.at, openGap.startedAt));
    if (opens && detection.gap) {
      await openGapOfCheck(ctx, { ...placeOf(row), ...detection.gap, endedAt: isUnknown ? null : sample.at });
    }
    if (relived) await openGapOfCheck(ctx, { ...placeOf(row), ...relived, cause: 'clock-stepped' });
    if (detection.failuresUnknownSince !== null) await forgiveFailures(ctx, row.no, detection.failuresUnknownSince);
    if (closes || opens || relived) written.add(row.serviceId);
  }
  return [...written];
}

function placeOf({ id, serviceId }: DetectedOutcome['row']): GapPlace {
  return { checkId: id, serviceId };
}

interface GapPlace {
  readonly checkId: string;
  readonly serviceId: string;
}

/** Writes a span in which a check saw nothing; from its creation until its first sample, for one. */
export async function openGapOfCheck(
  ctx: CommandContext,
  gap: GapPlace & { readonly startedAt: number; readonly endedAt: number | null; readonly cause: string },
): Promise<void> {
  await ctx.db
    .insertInto('measurementGap')
    .values({ id: ctx.newId(), ...gap })
    .execute();
  await noteGap(ctx, gap);
}

/** Ends the open gap of a check, if there is one. */
export async function closeGapOfCheck(
  ctx: CommandContext,
  gap: GapPlace & { readonly endedAt: number },
): Promise<void> {
  const open = await ctx.db
    .selectFrom('measurementGap')
    .select(['id', 'startedAt'])
    .where('checkId', '=', gap.checkId)
    .where('endedAt', 'is', null)
    .executeTakeFirst();
  if (open) await closeGap(ctx, { ...gap, ...open }, Math.max(gap.endedAt, open.startedAt));
}

/** Notes that it is known otherwise than before when a check saw nothing. */
export async function noteGap(
  ctx: CommandContext,
  gap: GapPlace & { readonly startedAt: number; readonly endedAt: number | null },
): Promise<void> {
  const { serviceId, checkId, startedAt, endedAt } = gap;
  await noteEvidenceChange(ctx, { of: { serviceId }, startedAt, endedAt, cause: { kind: 'gap', serviceId, checkId } });
}

/** Lets the open gap of a check begin that early, or opens one. */
export async function widenGap(
  ctx: CommandContext,
  { checkId, serviceId, startedAt }: GapPlace & { readonly startedAt: number },
): Promise<void> {
  const open = await ctx.db
    .selectFrom('measurementGap')
    .select(['id', 'startedAt'])
    .where('checkId', '=', checkId)
    .where('endedAt', 'is', null)
    .executeTakeFirst();
  if (!open) {
    await openGapOfCheck(ctx, { checkId, serviceId, startedAt, endedAt: null, cause: 'connection-lost' });
  } else if (open.startedAt > startedAt) {
    await ctx.db.updateTable('measurementGap').set({ startedAt }).where('id', '=', open.id).execute();
    await noteGap(ctx, { checkId, serviceId, startedAt, endedAt: null });
  }
}

/** Ends the gap of a check that is open, whatever it came from. */
export async function closeOpenGap(
  ctx: CommandContext,
  { checkId, at }: { readonly checkId: string; readonly at: number },
): Promise<void> {
  const closed = await ctx.db
    .updateTable('measurementGap')
    .set({ endedAt: at })
    .where('checkId', '=', checkId)
    .where('endedAt', 'is', null)
    .returning(['checkId', 'serviceId', 'startedAt', 'endedAt'])
    .execute();
  for (const gap of closed) await noteGap(ctx, gap);
}

async function findOpenGaps(
  ctx: CommandContext,
  judged: readonly DetectedOutcome[],
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

async function closeGap(
  ctx: CommandContext,
  gap: GapPlace & { readonly id: string; readonly startedAt: number },
  endedAt: number,
): Promise<void> {
  await ctx.db.updateTable('measurementGap').set({ endedAt }).where('id', '=', gap.id).execute();
  await noteGap(ctx, { ...gap, endedAt });
}

/** Makes failures of a check unknown from an instant on. */
export async function forgiveFailures(ctx: CommandContext, checkNo: number, since: number): Promise<void> {
  await ctx.db
    .updateTable('sample')
    .set({ state: 'unknown' })
    .where('checkNo', '=', checkNo)
    .where('at', '>=', since)
    .where('state', '=', 'down')
    .execute();
  await noteSamplesChanged(ctx, { checkNo, from: since });
}
