import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';
import { lockConsoleService, type ServiceAtRevision } from './lock-service.ts';
import { markPublicChange } from './mark-public-change.ts';
import {
  refuseServiceSettings,
  type ServiceSettings,
  serviceColumns,
  writeServiceOrganizations,
} from './service-settings.ts';
import { setDependencies } from './set-dependencies.ts';
import { settleMeasuredOutage } from './settle-measured-outage.ts';
import { writeAudit } from './write-audit.ts';

export type ServiceChange = ServiceAtRevision & { readonly settings: ServiceSettings };

/** Changes names, place, visibility and rules of a service; its short name in addresses stays. */
export function changeService(ctx: CommandContext, { settings, ...at }: ServiceChange): Promise<void> {
  requireOperator(ctx, 'incidents');
  refuseServiceSettings(settings);
  return inTransaction(ctx, async (tx) => {
    await lockOutageChanges(tx);
    const before = await lockConsoleService(tx, at);
    const columns = await serviceColumns(tx, settings);
    const { serviceId } = at;
    await tx.db
      .updateTable('service')
      .set({ ...columns, revision: before.revision + 1 })
      .where('id', '=', serviceId)
      .execute();
    await writeServiceOrganizations(tx, { serviceId, settings });
    await setDependencies(tx, { serviceId, needsIds: settings.needsIds });
    const rule = ['downWhen', 'downCount', 'otherwise'] as const;
    if (rule.some((name) => before[name] !== columns[name])) {
      await refuseRuleOutOfReach(tx, at.serviceId, settings);
      await settleMeasuredOutage(tx, { serviceId, since: tx.now(), reason: 'The rule of the service was changed.' });
    }
    await markPublicChange(tx);
    const names = Object.keys(columns) as (keyof typeof columns)[];
    const changes = names.filter((name) => before[name] !== columns[name]);
    await writeAudit(tx, {
      action: 'change-service',
      subjectKind: 'service',
      subjectId: serviceId,
      detail: Object.fromEntries(changes.map((name) => [name, `${before[name]} → ${columns[name]}`])),
    });
  });
}

/** A service whose checks are yet to be added may have its rule before them. */
async function refuseRuleOutOfReach(
  ctx: CommandContext,
  serviceId: string,
  { downWhen, downCount }: ServiceSettings,
): Promise<void> {
  if (downWhen !== 'at-least') return;
  const checks = await ctx.db
    .selectFrom('healthCheck')
    .select('impact')
    .where('serviceId', '=', serviceId)
    .where('archivedAt', 'is', null)
    .execute();
  const able = checks.filter(({ impact }) => impact === 'down').length;
  if (checks.length === 0 || downCount <= able) return;
  const sentence = `Only ${able} of its checks can take it down: so it could never be down.`;
  throw new DomainError('invalid', sentence, 'downCount');
}
