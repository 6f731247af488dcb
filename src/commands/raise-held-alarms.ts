import { listUntoldOpenOutages } from '#db/queries/outage-alerts';
import { alertMeasuredOutage, isAlarmDue } from './alert-measured-outage.ts';
import { type CommandContext, inTransaction } from './context.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';

/** Raises the alarm of outages whose alarm was held back and that last; returns those that were raised. */
export async function raiseHeldAlarms(ctx: CommandContext): Promise<string[]> {
  if (!(await isAnyDue(ctx))) return [];
  return inTransaction(ctx, async (ctx) => {
    await lockOutageChanges(ctx);
    const raised: string[] = [];
    for (const outageId of await listUntoldOpenOutages(ctx.db, ctx.now())) {
      if ((await alertMeasuredOutage(ctx, { outageId, kind: 'started' })).raised) raised.push(outageId);
    }
    return raised;
  });
}

/** Looked at often while an alarm is held: nobody waits for the lock until one is due. */
async function isAnyDue(ctx: CommandContext): Promise<boolean> {
  for (const outageId of await listUntoldOpenOutages(ctx.db, ctx.now())) {
    if (await isAlarmDue(ctx, outageId)) return true;
  }
  return false;
}
