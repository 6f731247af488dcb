import { LISTENING_TRUST_MS } from '#domain/heartbeats/absences';
import { DAY_MS, type Instant } from '#domain/time';
import type { CommandContext } from './context.ts';

/** Longer than the longest time between two runs of a job. */
const KEPT_MS = 100 * DAY_MS;

/** Notes that this process takes calls now; returns the span to go on with. After a pause of the process a new one begins. */
export async function noteListening(ctx: CommandContext, spanId: string | undefined): Promise<string> {
  const now = ctx.now();
  if (spanId !== undefined) {
    const { numUpdatedRows } = await ctx.db
      .updateTable('listeningSpan')
      .set({ seenAt: now })
      .where('id', '=', spanId)
      .where('seenAt', '>=', now - LISTENING_TRUST_MS)
      .where('seenAt', '<=', now)
      .executeTakeFirst();
    if (numUpdatedRows > 0n) return spanId;
  }
  const id = ctx.newId();
  await ctx.db
    .deleteFrom('listeningSpan')
    .where('seenAt', '<', now - KEPT_MS)
    .execute();
  await ctx.db.insertInto('listeningSpan').values({ id, kind: 'listening', startedAt: now, seenAt: now }).execute();
  return id;
}

/** Notes that our own connection was lost for a time: whoever called us then, we could not know. */
export async function noteCutOff(
  ctx: CommandContext,
  { startedAt, endedAt }: { readonly startedAt: Instant; readonly endedAt: Instant },
): Promise<void> {
  await ctx.db
    .insertInto('listeningSpan')
    .values({ id: ctx.newId(), kind: 'cut-off', startedAt, seenAt: Math.max(startedAt, endedAt) })
    .execute();
}
