import type { HealthCheck } from '#db/queries/checks';
import type { CommandContext } from './context.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';
import { markPublicChange } from './mark-public-change.ts';
import { type SettleInput, settleMeasuredOutages } from './settle-measured-outage.ts';

const LATE = 'Places that reported later had not seen it: fewer than must agree saw it fail.';

export interface AgreedChange {
  readonly row: HealthCheck;
  /** From here on the outages of the service may be others; null: they are the same. */
  readonly outagesSince: number | null;
  readonly isPublic: boolean;
}

/** Brings outages and pages in line with what places came to agree on. */
export async function changeOutagesFromPlaces(
  ctx: CommandContext,
  { judged, reason }: { readonly judged: readonly AgreedChange[]; readonly reason?: string },
): Promise<void> {
  const changed = judged.flatMap(({ row, outagesSince }) => (outagesSince === null ? [] : [{ row, outagesSince }]));
  if (changed.length > 0) await lockOutageChanges(ctx);
  const settled: SettleInput[] = [];
  for (const [serviceId, own] of Map.groupBy(changed, ({ row }) => row.serviceId)) {
    const since = Math.min(...own.map(({ outagesSince }) => outagesSince));
    settled.push({
      serviceId,
      since,
      retractReason: LATE,
      ...(reason === undefined ? {} : { reason, ownFault: true }),
    });
  }
  await settleMeasuredOutages(ctx, settled);
  if (judged.some(({ isPublic }) => isPublic)) await markPublicChange(ctx);
}
