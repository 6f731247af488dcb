import type { HealthCheck } from '#db/queries/checks';
import type { CommandContext } from './context.ts';
import type { PlaceResult } from './judge-from-place.ts';
import { slownessOf } from './judge-slowness.ts';
import { endCheckSpan, openCheckSpan } from './write-check-spans.ts';

/**
 * Whether answers from all places together became slow with the newest one, or ceased to be; the samples are written already.
 * Returns since when, if so. Answers that come late are not judged: what they say of slowness is past.
 */
export async function judgeAgreedSlowness(
  ctx: CommandContext,
  { row, results }: { readonly row: HealthCheck; readonly results: readonly PlaceResult[] },
): Promise<number | null> {
  const last = results.at(-1);
  const isJudged = row.slowRule !== null || row.slowSince !== null;
  if (!last || !isJudged || last.sample.at < (row.lastSampleAt ?? 0)) return null;
  const { state, stateSince } = await ctx.db
    .selectFrom('healthCheck')
    .select(['state', 'stateSince'])
    .where('id', '=', row.id)
    .executeTakeFirstOrThrow();
  const failedAt = state === 'down' ? stateSince : null;
  const sample = state === 'up' ? last.sample : { ...last.sample, state };
  const slowness = await slownessOf(ctx, { row, sample, latencyMs: last.latencyMs, seenSince: stateSince, failedAt });
  if (slowness === null) return null;
  const { kind, at, unseenSince } = slowness;
  if (unseenSince !== undefined) await endCheckSpan(ctx, { checkId: row.id, kind: 'slow', at: unseenSince });
  const span = { checkId: row.id, kind: 'slow', at } as const;
  if (kind === 'slowed') await openCheckSpan(ctx, span);
  else await endCheckSpan(ctx, span);
  await ctx.db
    .updateTable('healthCheck')
    .set({ slowSince: kind === 'slowed' ? at : null })
    .where('id', '=', row.id)
    .execute();
  return unseenSince ?? at;
}
