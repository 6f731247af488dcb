import { findWithheldEnd } from '#db/queries/outage-alerts';
import type { Outage } from '#db/queries/outages';
import { alertOutage } from './alert-operators.ts';
import type { CommandContext } from './context.ts';

/**
 * Operators hear at last of an end that was withheld while a service flapped, given its measured outages since then; what they
 * heard already they do not hear twice.
 */
export async function alertLastEnd(ctx: CommandContext, outages: readonly Outage[]): Promise<boolean> {
  const withheld = await findWithheldEnd(ctx.db, outages);
  const last = outages
    .toSorted((a, b) => a.startedAt - b.startedAt)
    .findLast(({ id, explainedBy }) => id === withheld || explainedBy === null);
  if (!last || withheld === undefined) return false;
  await alertOutage(ctx, { outageId: last.id, kind: 'ended' });
  return true;
}
