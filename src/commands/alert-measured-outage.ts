import { listAlerts, listEarlierOutages } from '#db/queries/outage-alerts';
import { findOutage, type Outage } from '#db/queries/outages';
import { alarmHoldMs, toldInFlapping } from '#domain/watching/alarm-hold';
import type { UnseenEnd } from '#domain/watching/automatic-text';
import { ONE_EVENT_MS } from '#domain/watching/join-incident';
import type { OutageState } from '#domain/words';
import { alertOutage, type OutageAlertInput } from './alert-operators.ts';
import type { CommandContext } from './context.ts';
import { dropUnsentAlerts } from './drop-unsent-alerts.ts';

export interface Alarm {
  readonly raised: boolean;
}

/**
 * Tells operators of a measured outage, unless they know enough: another outage explains it, or its service flaps. Of a flapping
 * service they hear when it comes back for the first time, of what is worse or lasts, and when it has stayed well.
 */
export async function alertMeasuredOutage(ctx: CommandContext, input: OutageAlertInput): Promise<Alarm> {
  const outage = await findOutage(ctx.db, input.outageId);
  if (!outage) return { raised: false };
  return { raised: await (input.kind === 'started' ? alertStart(ctx, outage) : alertEnd(ctx, outage, input.lastWord)) };
}

/** Whether an outage is still to be told, or told again. */
export async function isAlarmDue(ctx: CommandContext, outageId: string): Promise<boolean> {
  const outage = await findOutage(ctx.db, outageId);
  return outage !== undefined && (await planAlarm(ctx, outage)) !== undefined;
}

type AlarmPlan = 'first' | Pick<ToldOutage, 'before' | 'over'>;

async function planAlarm(ctx: CommandContext, outage: Outage): Promise<AlarmPlan | undefined> {
  const alerts = await listAlerts(ctx.db, outage.id);
  const before = alerts.find(({ kind }) => kind === 'started');
  const over = alerts.find(({ kind }) => kind === 'ended');
  // That it is over was wrong, whatever explains it by now.
  if (before && over && outage.endedAt === null) return { before, over };
  const lastedMs = (outage.endedAt ?? ctx.now()) - outage.startedAt;
  if (lastedMs < (await explainedForMs(ctx, outage))) return undefined;
  if (before) return { before, over };
  const { told, flapMs } = await toldBefore(ctx, outage);
  return lastedMs < alarmHoldMs(outage, told, flapMs) ? undefined : 'first';
}

async function alertStart(ctx: CommandContext, outage: Outage): Promise<boolean> {
  const plan = await planAlarm(ctx, outage);
  if (plan === undefined) return false;
  if (plan !== 'first') return alertAgain(ctx, { outage, ...plan });
  await alertOutage(ctx, { outageId: outage.id, kind: 'started' });
  return true;
}

/** Operators get no mail of a provider's outage: what it alone explains they hear of once it lasts. */
async function explainedForMs(ctx: CommandContext, { explainedBy }: Outage): Promise<number> {
  const cause = explainedBy === null ? undefined : await findOutage(ctx.db, explainedBy);
  if (!cause) return Number.NEGATIVE_INFINITY;
  return cause.source === 'provider' ? ONE_EVENT_MS : Number.POSITIVE_INFINITY;
}

interface Told {
  readonly state: OutageState;
  readonly toldAt: number | null;
  readonly knownAs: OutageState | null;
}

interface ToldOutage {
  readonly outage: Outage;
  readonly before: Told;
  readonly over: Told | undefined;
}

/** What was told is told again where it got worse since, or was called over and goes on. */
async function alertAgain(ctx: CommandContext, { outage, before, over }: ToldOutage): Promise<boolean> {
  const worse = before.state === 'degraded' && outage.state === 'down';
  const goesOn = over !== undefined && outage.endedAt === null;
  if (isMilder(outage, before)) await softenAlert(ctx, { outage, before });
  if (!worse && !goesOn) return false;
  const own = ctx.db.deleteFrom('outageAlert').where('outageId', '=', outage.id);
  if (goesOn) await own.where('kind', '=', 'ended').execute();
  // What was not sent yet says as much when it is.
  const unsent = before.toldAt === null || (!worse && over?.toldAt === null);
  const known = over && over.toldAt !== null ? { knownAs: null } : {};
  await ctx.db
    .updateTable('outageAlert')
    .set({ state: outage.state, ...(unsent ? {} : { toldAt: null, at: ctx.now() }), ...known })
    .where('outageId', '=', outage.id)
    .where('kind', '=', 'started')
    .execute();
  return !unsent;
}

/** It was to be told as worse than it turned out to be. */
function isMilder(outage: Outage, before: Told): boolean {
  return before.toldAt === null && before.state === 'down' && outage.state === 'degraded';
}

async function softenAlert(
  ctx: CommandContext,
  { outage, before }: Pick<ToldOutage, 'outage' | 'before'>,
): Promise<void> {
  if (before.knownAs !== null) return dropUnsentAlerts(ctx, outage.id);
  const { state } = outage;
  const own = ctx.db.updateTable('outageAlert').set({ state }).where('outageId', '=', outage.id);
  await own.where('kind', '=', 'started').execute();
}

async function alertEnd(ctx: CommandContext, outage: Outage, lastWord: UnseenEnd | undefined): Promise<boolean> {
  const alerts = await listAlerts(ctx.db, outage.id);
  if (!alerts.some(({ kind }) => kind === 'started')) return false;
  const { told, flapMs } = await toldBefore(ctx, outage);
  const quietAt = (outage.endedAt ?? ctx.now()) + flapMs;
  if (lastWord === undefined && told.length > 0 && ctx.now() < quietAt) return withholdEnd(ctx, outage.id, quietAt);
  await alertOutage(ctx, { outageId: outage.id, kind: 'ended', lastWord });
  return true;
}

/** The end of what flaps is told once it has stayed well, by `tellWithheldEnds`, or with its incident where that is over first. */
async function withholdEnd(ctx: CommandContext, outageId: string, withheldUntil: number): Promise<boolean> {
  await ctx.db
    .updateTable('outageAlert')
    .set({ withheldUntil })
    .where('outageId', '=', outageId)
    .where('kind', '=', 'started')
    .execute();
  return false;
}

interface ToldBefore {
  readonly told: readonly OutageState[];
  readonly flapMs: number;
}

async function toldBefore(ctx: CommandContext, outage: Outage): Promise<ToldBefore> {
  const { flapMs } = await ctx.db
    .selectFrom('service')
    .select('flapMs')
    .where('id', '=', outage.serviceId)
    .executeTakeFirstOrThrow();
  if (flapMs === 0) return { told: [], flapMs };
  return { told: toldInFlapping(outage, await listEarlierOutages(ctx.db, outage), flapMs), flapMs };
}
