import { findUnexplainedStart } from '#db/queries/maintenance-outages';
import { findNextLook, findStateStart, listUntoldAlerts, type OutageAlertFacts } from '#db/queries/outage-alerts';
import type { Letter } from '#domain/letters';
import { isAlertDue } from '#domain/outage-alerts';
import { type CommandContext, inTransaction } from './context.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';
import { queueOperatorLetter } from './queue-letter.ts';

/** Mails operators what happened to services lately: one mail for all that one event took down or brought back. */
export async function tellOutages(ctx: CommandContext, input: { readonly waitMs: number }): Promise<void> {
  if (!isAlertDue(await listUntoldAlerts(ctx.db), ctx.now(), input.waitMs)) return;
  return inTransaction(ctx, async (ctx) => {
    // Of two processes the second finds everything told, and what gets worse or goes on meanwhile is told as that afterwards.
    await lockOutageChanges(ctx);
    const alerts = await listUntoldAlerts(ctx.db);
    if (!isAlertDue(alerts, ctx.now(), input.waitMs)) return;
    await markTold(ctx, alerts);
    const told: ToldOutage[] = [];
    for (const alert of alerts) told.push(await withBeginning(ctx, alert));
    await queueOperatorLetter(ctx, { role: 'incidents', letter: letterOf(told) });
  });
}

interface ToldOutage extends OutageAlertFacts {
  readonly seenAt: number | null;
}

/** For whoever is told, it began when it became as bad as told, and not before announced maintenance was over. */
async function withBeginning(ctx: CommandContext, alert: OutageAlertFacts): Promise<ToldOutage> {
  const unexplained = await findUnexplainedStart(ctx.db, alert, ctx.now());
  const worst = alert.kind === 'started' ? await findStateStart(ctx.db, alert) : undefined;
  const seenAt = alert.kind === 'ended' ? await findNextLook(ctx.db, alert) : null;
  return { ...alert, seenAt, startedAt: Math.max(unexplained ?? alert.startedAt, worst ?? alert.startedAt) };
}

async function markTold(ctx: CommandContext, alerts: readonly OutageAlertFacts[]): Promise<void> {
  for (const { outageId, kind, state } of alerts) {
    await ctx.db
      .updateTable('outageAlert')
      .set({ toldAt: ctx.now(), knownAs: kind === 'started' ? state : null })
      .where('outageId', '=', outageId)
      .where('kind', '=', kind)
      .execute();
  }
}

/** An outage that began and ended before it could be told is told once, as over. */
function letterOf(alerts: readonly ToldOutage[]): Letter {
  const outages = [...new Map(alerts.map((alert) => [alert.outageId, alert])).values()];
  const [only] = outages;
  if (!only || outages.length > 1) {
    const changes = outages.map(({ serviceNames, state, startedAt, endedAt, lastWord }) => ({
      ...{ serviceNames, state, startedAt, endedAt, lastWord },
    }));
    return { kind: 'outages-changed', path: '/console/incidents', changes };
  }
  const { serviceNames, startedAt, state, cause } = only;
  const common = {
    path: only.incidentId ? `/console/incidents/${only.incidentId}` : '/console/incidents',
    thread: `outage-${only.outageId}`,
    ...{ serviceNames, startedAt },
  };
  if (only.lastWord !== null) return { kind: 'outage-dropped', ...common, lastWord: only.lastWord };
  // Its end is not told yet, because it comes and goes: nor is it said to last.
  if (only.kind === 'started' && only.endedAt !== null)
    return { kind: 'outage-returned', ...common, state, endedAt: only.endedAt };
  return only.kind === 'started'
    ? { kind: 'outage-started', ...common, state, cause }
    : { kind: 'outage-ended', ...common, endedAt: only.endedAt ?? only.at, seenAt: only.seenAt };
}
