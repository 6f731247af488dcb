import type { Selectable } from 'kysely';
import { lockRows } from '#db/row-locks';
import type { HeartbeatTable } from '#db/schema/heartbeats';
import { afterCall, type HeartbeatCall } from '#domain/heartbeats/heartbeat-call';
import { hashToken } from '#lib/token';
import { type CommandContext, inTransaction } from './context.ts';

/** Calls of a job that are kept to look at; what is judged is kept beside them. */
export const CALLS_KEPT = 500;

export interface RecordedHeartbeat {
  readonly checkId: string;
  /** Whether the check is paused: the call is kept, but judged only once it runs again. */
  readonly paused: boolean;
}

/** Keeps what a job said; undefined where the token opens nothing. */
export function recordHeartbeat(
  ctx: CommandContext,
  { token, call }: { readonly token: string; readonly call: HeartbeatCall },
): Promise<RecordedHeartbeat | undefined> {
  return inTransaction(ctx, async (ctx) => {
    const known = await lockRows(
      ctx.db,
      ctx.db.selectFrom('heartbeat').selectAll().where('tokenHash', '=', hashToken(token)),
    ).executeTakeFirst();
    const check = known && (await findRunningCheck(ctx, known.checkId));
    if (!known || !check) return undefined;
    await keepCall(ctx, known, call);
    // What may change the judgement is judged now and not at the next round.
    if (check.pausedAt === null && (call.event === 'fail' || check.state !== 'up')) await hasten(ctx, known.checkId);
    return { checkId: known.checkId, paused: check.pausedAt !== null };
  });
}

function findRunningCheck(ctx: CommandContext, checkId: string) {
  return ctx.db
    .selectFrom('healthCheck')
    .select(['pausedAt', 'state'])
    .where('id', '=', checkId)
    .where('kind', '=', 'heartbeat')
    .where('archivedAt', 'is', null)
    .executeTakeFirst();
}

async function keepCall(ctx: CommandContext, known: Selectable<HeartbeatTable>, call: HeartbeatCall): Promise<void> {
  const at = ctx.now();
  const { checkId } = known;
  const no = known.callCount + 1;
  const { lastCallAt, startedAt, unfinishedSince, ...ended } = afterCall(known, call, at);
  const { finishedAt, outcome, exitCode, durationMs, message } = ended;
  await ctx.db
    .updateTable('heartbeat')
    .set({ callCount: no, lastCallAt, startedAt, unfinishedSince })
    .set({ finishedAt, outcome, exitCode, durationMs, message })
    .where('checkId', '=', checkId)
    .execute();
  await ctx.db
    .insertInto('heartbeatCall')
    .values({ checkId, no, at, ...call, ...(call.event === 'start' ? {} : { durationMs }) })
    .execute();
  await ctx.db
    .deleteFrom('heartbeatCall')
    .where('checkId', '=', checkId)
    .where('no', '<=', no - CALLS_KEPT)
    .execute();
}

async function hasten(ctx: CommandContext, checkId: string): Promise<void> {
  const now = ctx.now();
  await ctx.db
    .updateTable('healthCheck')
    .set({ nextDueAt: now })
    .where('id', '=', checkId)
    .where('nextDueAt', '>', now)
    .execute();
}
