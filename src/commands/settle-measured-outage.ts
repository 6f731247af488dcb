import { getDownRule, getKeptUntil, listChangeableOutages, listCheckSpans } from '#db/queries/measured-outages';
import type { Outage } from '#db/queries/outages';
import { planOutages } from '#domain/watching/plan-outages';
import { meets, reconcileOutages } from '#domain/watching/reconcile-outages';
import { applyOutageChanges } from './apply-outage-changes.ts';
import type { CommandContext } from './context.ts';
import { type OutageChanges, tellOutageChanges } from './tell-outage-changes.ts';

export interface SettleInput {
  readonly serviceId: string;
  /** From here on, something about its checks is known otherwise than before. */
  readonly since: number;
  /** Why, where it is more than what its checks saw. */
  readonly reason?: string;
  /** Why it ends, where no check saw the service work again. */
  readonly endReason?: string;
  /** Whether what is taken back was a mistake of ours. */
  readonly ownFault?: boolean;
  /** Why one is taken back, where that is not because of the rule of the service. */
  readonly retractReason?: string | undefined;
}

/**
 * Brings the measured outages of a service in line with the judged spans of its checks and its rule: they begin, change, end, fall
 * apart, become one or are taken back, whatever the order in which the checks came to know. What a person put right stays.
 */
export function settleMeasuredOutage(ctx: CommandContext, input: SettleInput): Promise<void> {
  return settleMeasuredOutages(ctx, [input]);
}

/** The same for several services at once: whatever one event does to them is told together. */
export async function settleMeasuredOutages(ctx: CommandContext, inputs: readonly SettleInput[]): Promise<void> {
  const changes: OutageChanges[] = [];
  for (const input of inputs) changes.push(await settle(ctx, input));
  await tellOutageChanges(ctx, {
    started: changes.flatMap(({ started }) => started),
    ended: changes.flatMap(({ ended }) => ended),
  });
}

async function settle(ctx: CommandContext, input: SettleInput): Promise<OutageChanges> {
  const { serviceId, reason, endReason, ownFault, retractReason } = input;
  const keptUntil = await getKeptUntil(ctx.db, serviceId);
  const changeable = await listChangeableOutages(ctx.db, input);
  const since = Math.max(keptUntil, Math.min(input.since, ...changeable.map(({ startedAt }) => startedAt)));
  const all = await listCheckSpans(ctx.db, { serviceId, since });
  const spans = all
    .filter(({ takenBackAt }) => takenBackAt === null)
    .map((span) => ({ ...span, startedAt: Math.max(span.startedAt, keptUntil) }));
  const rule = await getDownRule(ctx.db, serviceId);
  const planned = planOutages(spans, rule).filter(({ endedAt }) => endedAt === null || endedAt > since);
  // One that no check ever had a part in came from elsewhere, and is nothing of theirs to take back; if it still lasts, a check began it.
  const known = changeable.filter(
    (outage) => isBegunByCheck(outage) || [...all, ...planned].some((span) => meets(outage, span)),
  );
  const changes = reconcileOutages(known, planned);
  return applyOutageChanges(ctx, { serviceId, known, changes, reason, endReason, ownFault, retractReason });
}

function isBegunByCheck({ checkId, endedAt }: Outage): boolean {
  return checkId !== null && endedAt === null;
}
