import { getStatedSince } from '#db/queries/feeds';
import type { Instant } from '#domain/time';
import type { CommandContext } from './context.ts';
import { noteEvidenceChange } from './note-evidence-change.ts';

/**
 * Notes that a provider's feed now tells of a time of which it did not tell before: windows of its services that closed since
 * then were assessed without its word. Call it in the transaction of the change, with when its word began before.
 */
export async function noteFeedReach(
  ctx: CommandContext,
  { provider, before }: { readonly provider: string; readonly before: Instant | null },
): Promise<void> {
  const since = await getStatedSince(ctx.db, provider);
  if (since === null || (before !== null && since >= before)) return;
  const services = await ctx.db
    .selectFrom('service')
    .select('id')
    .where('provider', '=', provider)
    .orderBy('id')
    .execute();
  for (const { id } of services) {
    const cause = { kind: 'feed', serviceId: id, provider } as const;
    await noteEvidenceChange(ctx, { of: { serviceId: id }, startedAt: since, endedAt: before, cause });
  }
}
