import type { ExpressionBuilder, SelectQueryBuilder } from 'kysely';
import type { HealthCheck } from '#db/queries/checks';
import { listHeartbeatReadings } from '#db/queries/heartbeats';
import { listViewsFromHere } from '#db/queries/places';
import { lockFreeRows } from '#db/row-locks';
import type { Database } from '#db/schema';
import type { HeartbeatReading } from '#domain/heartbeats/judge-heartbeat';
import type { Instant } from '#domain/time';
import { type CheckLane, SLOW_MS } from '#domain/watching/check-lane';
import { type CommandContext, inTransaction } from './context.ts';

export interface ClaimDueChecksInput {
  readonly limit: number;
  /** Also those that become due within this time; not heartbeats, whose jobs may call until then. */
  readonly aheadMs?: number;
  /** Only those of one lane, while the other has no room. */
  readonly lane?: CheckLane | undefined;
  /** Time on top of a check's own deadline until another process may take it over. */
  readonly graceMs: number;
  /** The process that claims: once it no longer says that it lives, others take its checks over at once. */
  readonly workerId?: string;
}

/** A check this process may run now; its result is only taken under this lease. */
export interface ClaimedCheck extends HealthCheck {
  readonly leaseToken: string;
  /** Its due time, or now where that is past. */
  readonly startsAt: number;
  /** Of a heartbeat check: what its job last said. */
  readonly heartbeat?: HeartbeatReading;
}

/** Takes due checks, the longest waiting first; no other process gets them while the lease holds. */
export function claimDueChecks(ctx: CommandContext, input: ClaimDueChecksInput): Promise<ClaimedCheck[]> {
  return inTransaction(ctx, async (ctx) => {
    const now = ctx.now();
    const due = await lockFreeRows(
      ctx.db,
      ctx.db
        .selectFrom('healthCheck')
        .selectAll()
        .where('nextDueAt', '<=', now + (input.aheadMs ?? 0))
        .where((eb) => eb.or([eb('nextDueAt', '<=', now), eb('kind', '<>', 'heartbeat')]))
        .$if(input.lane === 'slow', (query) => query.where('lastLatencyMs', '>', SLOW_MS))
        .$if(input.lane === 'quick', (query) =>
          query.where((eb) => eb.or([eb('lastLatencyMs', 'is', null), eb('lastLatencyMs', '<=', SLOW_MS)])),
        )
        .where('pausedAt', 'is', null)
        .where('archivedAt', 'is', null)
        .where('polledFrom', '<>', 'places')
        .where((eb) =>
          eb.or([
            eb('leaseUntil', 'is', null),
            eb('leaseUntil', '<=', now),
            eb('leaseWorkerId', 'not in', listAlive(eb, { now, workerId: input.workerId })),
          ]),
        )
        .orderBy('nextDueAt')
        .limit(input.limit),
    ).execute();
    if (due.length === 0) return [];
    const leaseToken = ctx.newId();
    await ctx.db
      .updateTable('healthCheck')
      .set((eb) => ({
        leaseToken,
        leaseWorkerId: input.workerId ?? null,
        leaseUntil: eb(
          eb('timeoutMs', '+', input.graceMs),
          '+',
          eb.case().when('nextDueAt', '>', now).then(eb.ref('nextDueAt')).else(now).end(),
        ),
      }))
      .where(
        'id',
        'in',
        due.map((check) => check.id),
      )
      .execute();
    const claimed = due.map((check) => ({ ...check, leaseToken, startsAt: Math.max(check.nextDueAt, now) }));
    return withOwnViews(ctx, await withHeartbeats(ctx, claimed));
  });
}

/** Whoever asks is alive, however long ago it said so: it must not take from itself what it is still at work on. */
function listAlive(
  eb: ExpressionBuilder<Database, 'healthCheck'>,
  { now, workerId }: { readonly now: Instant; readonly workerId: string | undefined },
): SelectQueryBuilder<Database, 'healthCheck' | 'pollWorker', { readonly id: string }> {
  return eb
    .selectFrom('pollWorker')
    .select('pollWorker.id')
    .where((eb) =>
      eb.or([eb('aliveUntil', '>', now), ...(workerId === undefined ? [] : [eb('pollWorker.id', '=', workerId)])]),
    );
}

/** Probes know no database: what the jobs said goes along with their checks. */
async function withHeartbeats(ctx: CommandContext, checks: readonly ClaimedCheck[]): Promise<ClaimedCheck[]> {
  const ids = checks.filter(({ kind }) => kind === 'heartbeat').map(({ id }) => id);
  const readings = await listHeartbeatReadings(ctx.db, ids, ctx.now());
  return checks.map((check) => {
    const heartbeat = readings.get(check.id);
    return heartbeat ? { ...check, heartbeat: { ...heartbeat, lastLookAt: check.lastSampleAt } } : check;
  });
}

/** Of a check that other places see as well, what counts for its next run is what was seen from here. */
async function withOwnViews(ctx: CommandContext, checks: readonly ClaimedCheck[]): Promise<ClaimedCheck[]> {
  const shared = checks.filter(({ polledFrom }) => polledFrom !== 'here').map(({ id }) => id);
  if (shared.length === 0) return [...checks];
  const views = await listViewsFromHere(ctx.db, shared);
  return checks.map((check) => ({ ...check, ...views.get(check.id) }));
}
