import type { CommandContext } from '#commands/context';
import { loadCatalogue } from '#commands/load-catalogue';
import { DAY_MS } from '#domain/time';
import { demoCatalogue } from './demo-catalogue.ts';

const PAST_DAYS = 95;

/** As if they had been watched since before the invented past begins. */
export async function loadWatchedServices(ctx: CommandContext, simulatedUrl: string): Promise<void> {
  const now = ctx.now();
  const before = now - PAST_DAYS * DAY_MS;
  await loadCatalogue({ ...ctx, now: () => before }, { catalogue: demoCatalogue(simulatedUrl), onlyAtFirst: true });
  const seen = { state: 'up' as const, lastSampleAt: now, lastUpAt: now, firstUpAt: now, nextDueAt: now };
  await ctx.db.updateTable('healthCheck').set(seen).execute();
  // What is loaded now has nobody to measure it until its first sample: here that was before the past begins.
  await ctx.db.deleteFrom('measurementGap').execute();
}
