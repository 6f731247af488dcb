import { type BulkDecision, type BulkItem, listUnfinishedBulk, listWaitingItems } from '#db/queries/bulk-decisions';
import { getStanding } from '#db/queries/people';
import type { Actor } from '#domain/actor';
import { type CommandContext, inTransaction, isDomainError } from './context.ts';
import { doBulkItem } from './do-bulk-item.ts';

export interface BulkRun {
  readonly signal: AbortSignal;
  /** Told of what went wrong in a way nobody foresaw; the contract is tried again. */
  readonly onFailure: (item: BulkItem, error: unknown) => void;
}

const BATCH = 50;
const MOST_ATTEMPTS = 5;

/** Works off confirmed steps, one contract a transaction: where a process stopped, this or another one goes on. Returns how many were done or refused. */
export async function continueBulkDecisions(ctx: CommandContext, run: BulkRun): Promise<number> {
  let done = 0;
  for (const bulk of await listUnfinishedBulk(ctx.db)) {
    if (run.signal.aborted) break;
    done += await continueOne({ ...ctx, actor: await actorOf(ctx, bulk) }, bulk, run);
  }
  return done;
}

async function continueOne(ctx: CommandContext, bulk: BulkDecision, run: BulkRun): Promise<number> {
  let done = 0;
  for (;;) {
    const items = await listWaitingItems(ctx.db, { bulkId: bulk.id, limit: BATCH });
    if (items.length === 0) {
      await finish(ctx, bulk);
      return done;
    }
    let moved = 0;
    for (const item of items) {
      if (run.signal.aborted) return done;
      if (await settleItem(ctx, { bulk, item, run })) moved += 1;
    }
    done += moved;
    // What failed is left to the next run rather than tried in a circle.
    if (moved === 0) return done;
  }
}

/** False when the contract was left waiting or another process had it. */
async function settleItem(
  ctx: CommandContext,
  { bulk, item, run }: { readonly bulk: BulkDecision; readonly item: BulkItem; readonly run: BulkRun },
): Promise<boolean> {
  try {
    return await inTransaction(ctx, (tx) => doBulkItem(tx, { bulk, item }));
  } catch (error) {
    if (isDomainError(error) && error.code === 'not-yet') return leaveWaiting(ctx, item);
    if (isDomainError(error)) return refuseItem(ctx, item, error.message);
    run.onFailure(item, error);
    const attemptCount = item.attemptCount + 1;
    if (attemptCount >= MOST_ATTEMPTS) {
      return refuseItem(ctx, item, 'This failed several times for a reason that is in the log. Nothing was changed.');
    }
    await whereWaiting(ctx, item).set({ attemptCount }).execute();
    return false;
  }
}

/** Stays in its place and is done once the contract is worked out again; until then the list says so. */
async function leaveWaiting(ctx: CommandContext, item: BulkItem): Promise<false> {
  if (item.sentence !== WAITS) await whereWaiting(ctx, item).set({ sentence: WAITS }).execute();
  return false;
}

const WAITS =
  'Something about this contract has just changed. Once the month is worked out again, this goes on by itself.';

async function refuseItem(ctx: CommandContext, item: BulkItem, sentence: string): Promise<boolean> {
  const refused = await whereWaiting(ctx, item)
    .set({ state: 'refused', sentence, doneAt: ctx.now() })
    .returning('bulkId')
    .executeTakeFirst();
  return refused !== undefined;
}

function whereWaiting(ctx: CommandContext, { bulkId, contractId, windowStart }: BulkItem) {
  return ctx.db
    .updateTable('bulkDecisionItem')
    .where('bulkId', '=', bulkId)
    .where('contractId', '=', contractId)
    .where('windowStart', '=', windowStart)
    .where('state', '=', 'waiting');
}

async function finish(ctx: CommandContext, { id }: BulkDecision): Promise<void> {
  await ctx.db
    .updateTable('bulkDecision')
    .set({ finishedAt: ctx.now() })
    .where('id', '=', id)
    .where('finishedAt', 'is', null)
    .execute();
}

/** The operator who confirmed, with the roles he holds now: what was taken from him meanwhile he can no longer do. */
async function actorOf(ctx: CommandContext, bulk: BulkDecision): Promise<Actor> {
  const id = bulk.confirmedBy ?? '';
  const standing = await getStanding(ctx.db, id);
  const roles = standing.disabledAt === null ? standing.operatorRoles : [];
  return { kind: 'operator', id, name: bulk.confirmedByName ?? '', roles };
}
