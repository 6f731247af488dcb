import { hasYearlyAllowance, listMaintenanceSpans } from '#db/queries/maintenance';
import type { Outage } from '#db/queries/outages';
import type { AssessmentCause } from '#domain/credits/assessment-cause';
import { SETTLE_MS } from '#domain/credits/closed-window';
import { reachOverYear } from '#domain/credits/evidence-maintenance';
import type { Instant } from '#domain/time';
import type { CommandContext } from './context.ts';

export interface EvidenceChange {
  /** Of all contracts that cover a service, or of one contract alone. */
  readonly of: { readonly serviceId: string } | { readonly contractId: string };
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly cause: AssessmentCause;
}

/**
 * Notes that what frozen windows rest on has changed; call it in the transaction of the change. The windows are assessed again by
 * the upkeep job. Costs one row, however many contracts there are, and nothing where no closed window can be touched.
 */
export async function noteEvidenceChange(ctx: CommandContext, change: EvidenceChange): Promise<void> {
  const now = ctx.now();
  // Half of the time that passes before a window is frozen: clocks of several processes may differ.
  if (change.startedAt >= now - SETTLE_MS / 2) return;
  const { of, startedAt, endedAt, cause } = change;
  await ctx.db
    .insertInto('evidenceChange')
    .values({ id: ctx.newId(), ...of, startedAt, endedAt, cause: JSON.stringify(cause), at: now })
    .execute();
}

/** Notes a new revision of an outage: from the earlier of what it says now and what it said before. */
export async function noteOutageChange(ctx: CommandContext, outage: Outage): Promise<void> {
  const before = outage.revision > 1 ? await spanBefore(ctx, outage) : undefined;
  const ends = [outage.endedAt, ...(before ? [before.endedAt] : [])];
  const span = {
    startedAt: Math.min(outage.startedAt, before?.startedAt ?? outage.startedAt),
    endedAt: ends.includes(null) ? null : Math.max(...ends.filter((end) => end !== null)),
  };
  await noteEvidenceChange(ctx, {
    of: { serviceId: outage.serviceId },
    startedAt: span.startedAt,
    endedAt: await outageReach(ctx, outage.serviceId, span),
    cause: {
      kind: 'outage',
      change: outage.retractedAt !== null ? 'retracted' : before ? 'corrected' : 'added',
      outageId: outage.id,
      revision: outage.revision,
      serviceId: outage.serviceId,
      source: outage.source,
    },
  });
}

/** An outage decides what counts as maintenance; where terms allow so many hours of it a year, the windows that follow rest on it too. */
async function outageReach(
  ctx: CommandContext,
  serviceId: string,
  { startedAt, endedAt }: { readonly startedAt: Instant; readonly endedAt: Instant | null },
): Promise<Instant | null> {
  if (endedAt === null || startedAt >= ctx.now() - SETTLE_MS / 2) return endedAt;
  const spans = await listMaintenanceSpans(ctx.db, { serviceIds: [serviceId], from: startedAt, to: endedAt });
  if (spans.length === 0 || !(await hasYearlyAllowance(ctx.db))) return endedAt;
  return Math.max(endedAt, Math.min(reachOverYear({ startedAt, endedAt }), ctx.now()));
}

async function spanBefore(
  ctx: CommandContext,
  { id, revision }: Outage,
): Promise<{ readonly startedAt: Instant; readonly endedAt: Instant | null }> {
  const row = await ctx.db
    .selectFrom('outageRevision')
    .select('snapshot')
    .where('outageId', '=', id)
    .where('revision', '=', revision - 1)
    .executeTakeFirst();
  // Where nobody kept what it said before, it may have said anything.
  return row ? JSON.parse(row.snapshot) : { startedAt: 0, endedAt: null };
}

/** Notes a change of a contract's own: its term or terms; windows not frozen so far are looked for anew. */
export async function noteContractChange(
  ctx: CommandContext,
  input: {
    readonly contractId: string;
    readonly startedAt: Instant;
    readonly change: Extract<AssessmentCause, { kind: 'contract' }>['change'];
  },
): Promise<void> {
  const { contractId, startedAt, change } = input;
  await ctx.db.deleteFrom('assessmentPlan').where('contractId', '=', contractId).execute();
  await noteEvidenceChange(ctx, { of: { contractId }, startedAt, endedAt: null, cause: { kind: 'contract', change } });
}
