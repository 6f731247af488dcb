import { listDependencies } from '#db/queries/dependencies';
import { cycleSentence, findCycle } from '#domain/watching/dependencies';
import { localText } from '#i18n/language';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';
import { writeAudit } from './write-audit.ts';

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
  requireOperator(ctx, 'incidents');
  return inTransaction(ctx, async (ctx) => {
    await lockOutageChanges(ctx);
    const { serviceId } = input;
    const needsIds = [...new Set(input.needsIds)];
    const names = await getNames(ctx);
    if (needsIds.some((id) => !names.has(id))) {
      throw new DomainError('invalid', 'One of these services does not exist.', 'needs');
    }
    const all = await listDependencies(ctx.db);
    const before = all.filter((one) => one.serviceId === serviceId).map(({ needsId }) => needsId);
    if (before.toSorted().join() === needsIds.toSorted().join()) return { changed: false };
    const wanted = needsIds.map((needsId) => ({ serviceId, needsId }));
    const cycle = findCycle([...all.filter((one) => one.serviceId !== serviceId), ...wanted]);
    const namesOf = (ids: readonly string[]): string[] => ids.map((id) => names.get(id) ?? id);
    if (cycle) throw new DomainError('invalid', cycleSentence(namesOf(cycle)), 'needs');
    await ctx.db.deleteFrom('serviceDependency').where('serviceId', '=', serviceId).execute();
    if (wanted.length > 0) await ctx.db.insertInto('serviceDependency').values(wanted).execute();
    await writeAudit(ctx, {
      action: 'set-dependencies',
      subjectKind: 'service',
      subjectId: serviceId,
      detail: { needs: namesOf(needsIds), needsIds, beforeIds: before },
    });
    return { changed: true };
  });
}

async function getNames(ctx: CommandContext): Promise<ReadonlyMap<string, string>> {
  const rows = await ctx.db.selectFrom('service').select(['id', 'names']).execute();
  return new Map(rows.map(({ id, names }) => [id, localText(JSON.parse(names), 'en').text]));
}
