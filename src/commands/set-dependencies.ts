import { listDependencies } from '#db/queries/dependencies';
import { cycleSentence, findCycle } from '#domain/watching/dependencies';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';

export interface SetDependenciesInput {
  readonly serviceId: string;
  /** All services it cannot work without. */
  readonly needsIds: readonly string[];
}

/** Says what a service needs; refuses services that would need each other in a circle. */
export function setDependencies(
  ctx: CommandContext,
  input: SetDependenciesInput,
): Promise<{ readonly changed: boolean }> {
  return inTransaction(ctx, async (ctx) => {
    await lockOutageChanges(ctx);
    const { serviceId } = input;
    const needsIds = [...new Set(input.needsIds)];
    const all = await listDependencies(ctx.db);
    const before = all.filter((one) => one.serviceId === serviceId).map(({ needsId }) => needsId);
    if (before.toSorted().join() === needsIds.toSorted().join()) return { changed: false };
    const wanted = needsIds.map((needsId) => ({ serviceId, needsId }));
    const cycle = findCycle([...all.filter((one) => one.serviceId !== serviceId), ...wanted]);
    if (cycle) throw new DomainError('invalid', cycleSentence(await slugsOf(ctx, cycle)), 'needs');
    await ctx.db.deleteFrom('serviceDependency').where('serviceId', '=', serviceId).execute();
    if (wanted.length > 0) await ctx.db.insertInto('serviceDependency').values(wanted).execute();
    return { changed: true };
  });
}

async function slugsOf(ctx: CommandContext, ids: readonly string[]): Promise<string[]> {
  const rows = await ctx.db
    .selectFrom('service')
    .select(['id', 'slug'])
    .where('id', 'in', [...ids])
    .execute();
  return ids.map((id) => rows.find((row) => row.id === id)?.slug ?? id);
}
