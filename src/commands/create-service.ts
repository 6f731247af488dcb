import { bumpCounter } from './bump-counter.ts';
import { type CommandContext, inTransaction, requireOperator } from './context.ts';
import { freeSlug } from './free-slug.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';
import { markPublicChange } from './mark-public-change.ts';
import {
  refuseServiceSettings,
  type ServiceSettings,
  serviceColumns,
  writeServiceOrganizations,
} from './service-settings.ts';
import { setDependencies } from './set-dependencies.ts';
import { writeAudit } from './write-audit.ts';

/** Adds a service at the end of the page; returns its id. */
export function createService(ctx: CommandContext, settings: ServiceSettings): Promise<string> {
  requireOperator(ctx, 'incidents');
  refuseServiceSettings(settings);
  const { needsIds, ...facts } = settings;
  return inTransaction(ctx, async (tx) => {
    await lockOutageChanges(tx);
    // Of two that are added at once, the second sees the first's short name and place.
    await bumpCounter(tx, 'services');
    const services = await tx.db.selectFrom('service').select(['slug', 'position']).execute();
    const id = tx.newId();
    const slug = freeSlug(settings.names.en ?? '', new Set(services.map((one) => one.slug)));
    const position = Math.max(0, ...services.map((one) => one.position + 1));
    const columns = await serviceColumns(tx, settings);
    await tx.db
      .insertInto('service')
      .values({ ...columns, id, slug, position, createdAt: tx.now() })
      .execute();
    await writeServiceOrganizations(tx, { serviceId: id, settings });
    await setDependencies(tx, { serviceId: id, needsIds });
    await markPublicChange(tx);
    await writeAudit(tx, { action: 'create-service', subjectKind: 'service', subjectId: id, detail: facts });
    return id;
  });
}
