import { listUnalarmedOutages } from '#db/queries/outage-alerts';
import { ONE_EVENT_MS } from '#domain/watching/join-incident';
import { alertOutage } from './alert-operators.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';

/** Raises the alarm of a service that flapped, so that nobody was told any more, and then stayed away; returns its outages. */
export async function raiseLasting(ctx: CommandContext): Promise<string[]> {
  const since = ctx.now() - ONE_EVENT_MS;
  if ((await listUnalarmedOutages(ctx.db, since)).length === 0) return [];
  return inTransaction(ctx, async (ctx) => {
    await lockOutageChanges(ctx);
    const raised = await listUnalarmedOutages(ctx.db, since);
    for (const outageId of raised) await alertOutage(ctx, { outageId, kind: 'started' });
    return raised;
  });
}
