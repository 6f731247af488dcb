import type { CommandContext } from '#commands/context';
import { raiseHeldAlarms } from '#commands/raise-held-alarms';
import { raiseUnexplained } from '#commands/raise-unexplained';
import { resolveQuietIncidents } from '#commands/resolve-quiet-incidents';
import { tellWithheldEnds } from '#commands/tell-withheld-ends';
import type { Db } from '#db/connect';
import { MINUTE_MS } from '#domain/time';
import type { TestClock } from './context.ts';
import { addCheck, addService } from './rows.ts';

/** A check that changes its mind at each look, and is asked once an hour. */
export const FAST_CHECK = { failAfter: 1, recoverAfter: 1, intervalMs: 60 * MINUTE_MS };

export interface AlarmScene {
  readonly serviceId: string;
  /** The check that takes the service down. */
  readonly hard: string;
  /** The check that makes it degraded. */
  readonly soft: string;
}

/** A service that nobody has heard of yet, in a database where all that was before is over. */
export async function addAlarmScene(db: Db): Promise<AlarmScene> {
  await db.updateTable('incident').set({ resolvedAt: 1, quietAt: null }).execute();
  await db.updateTable('outage').set({ retractedAt: 1 }).where('retractedAt', 'is', null).execute();
  await db
    .updateTable('outage')
    .set((eb) => ({ endedAt: eb('startedAt', '+', 1) }))
    .where('endedAt', 'is', null)
    .execute();
  await db.deleteFrom('outageAlert').execute();
  await db.deleteFrom('delivery').execute();
  const serviceId = await addService(db, { name: 'Shop', flapMs: 10 * MINUTE_MS });
  const { id: hard } = await addCheck(db, serviceId, FAST_CHECK);
  const { id: soft } = await addCheck(db, serviceId, { ...FAST_CHECK, impact: 'degraded' });
  return { serviceId, hard, soft };
}

/** Lets time pass, with what the jobs do at its end. */
export async function passTime(ctx: CommandContext, { clock, ms }: { clock: TestClock; ms: number }): Promise<void> {
  clock.advance(ms);
  await resolveQuietIncidents(ctx);
  await tellWithheldEnds(ctx);
  await raiseUnexplained(ctx);
  await raiseHeldAlarms(ctx);
}
