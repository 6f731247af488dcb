import type { CommandContext } from './context.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';
import type { JudgedOutcome } from './record-samples.ts';
import { settleMeasuredOutage } from './settle-measured-outage.ts';

interface CheckChange {
  readonly checkId: string;
  readonly kind: 'failed' | 'recovered';
  readonly at: number;
}

/** Turns confirmed failures and recoveries of checks into the outages of their services. */
export async function changeMeasuredOutages(ctx: CommandContext, judged: readonly JudgedOutcome[]): Promise<void> {
  const changed = judged.filter(({ detection }) => detection.change !== null);
  const byService = Map.groupBy(changed, ({ row }) => row.serviceId);
  if (changed.length > 0) await lockOutageChanges(ctx);
  for (const [serviceId, outcomes] of byService) {
    const changes = outcomes.flatMap(({ row, detection: { change } }) =>
      change ? [{ checkId: row.id, kind: change.kind, at: change.at }] : [],
    );
    await changeChecks(ctx, serviceId, changes);
  }
}

async function changeChecks(ctx: CommandContext, serviceId: string, changes: readonly CheckChange[]): Promise<void> {
  // Failures first: one that begins before another's recovery keeps the outage in one piece.
  for (const change of changes.filter(({ kind }) => kind === 'failed').toSorted((a, b) => a.at - b.at)) {
    await openFailure(ctx, serviceId, change);
  }
  for (const change of changes.filter(({ kind }) => kind === 'recovered')) await endFailure(ctx, change);
  await settleMeasuredOutage(ctx, { serviceId });
}

async function openFailure(ctx: CommandContext, serviceId: string, change: CheckChange): Promise<void> {
  const startedAt = Math.max(change.at, await lastMeasuredEnd(ctx, serviceId));
  const open = await ctx.db
    .selectFrom('outage')
    .select('id')
    .where('serviceId', '=', serviceId)
    .where('source', '=', 'measured')
    .where('endedAt', 'is', null)
    .executeTakeFirst();
  const outageId = open?.id ?? (await openOutage(ctx, serviceId, { ...change, at: startedAt }));
  await ctx.db
    .insertInto('checkFailure')
    .values({ checkId: change.checkId, outageId, startedAt })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** A slower check may date its failure into an outage that has ended; its time is counted once. */
async function lastMeasuredEnd(ctx: CommandContext, serviceId: string): Promise<number> {
  const last = await ctx.db
    .selectFrom('outage')
    .select('endedAt')
    .where('serviceId', '=', serviceId)
    .where('source', '=', 'measured')
    .where('endedAt', 'is not', null)
    .orderBy('startedAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last?.endedAt ?? 0;
}

async function openOutage(ctx: CommandContext, serviceId: string, change: CheckChange): Promise<string> {
  const id = ctx.newId();
  await ctx.db
    .insertInto('outage')
    .values({
      id,
      serviceId,
      checkId: change.checkId,
      source: 'measured',
      state: 'degraded',
      startedAt: change.at,
      revision: 0,
      createdAt: ctx.now(),
      updatedAt: ctx.now(),
    })
    .execute();
  return id;
}

/** Ends the failing span of a check, e.g. because it recovered or is no longer run. */
export async function endFailure(
  ctx: CommandContext,
  input: { readonly checkId: string; readonly at: number },
): Promise<void> {
  await ctx.db
    .updateTable('checkFailure')
    .set((eb) => ({
      endedAt: eb
        .case()
        .when('startedAt', '<', input.at)
        .then(input.at)
        .else(eb('startedAt', '+', 1))
        .end(),
    }))
    .where('checkId', '=', input.checkId)
    .where('endedAt', 'is', null)
    .execute();
}
