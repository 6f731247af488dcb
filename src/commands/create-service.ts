import type { Selectable } from 'kysely';
import type { ServiceTable } from '#db/schema/watching';
import { bumpCounter } from './bump-counter.ts';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { freeSlug } from './free-slug.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';
import { markPublicChange } from './mark-public-change.ts';
import {
  ownColumns,
  refuseServiceSettings,
  type ServiceSettings,
  serviceColumns,
  writeServiceOrganizations,
} from './service-settings.ts';
import { setDependencies } from './set-dependencies.ts';
import { writeAudit } from './write-audit.ts';

export interface NewService extends ServiceSettings {
  /** Becomes its id: the same form sent twice is one service. */
  readonly submissionKey?: string | undefined;
}

/** Adds a service at the end of the page; returns its id. */
export function createService(ctx: CommandContext, input: NewService): Promise<string> {
  requireOperator(ctx, 'incidents');
  const { submissionKey, ...settings } = input;
  refuseServiceSettings(settings);
  const { needsIds, ...facts } = settings;
  return inTransaction(ctx, async (tx) => {
    await lockOutageChanges(tx);
    // Of two that are added at once, the second sees the first's short name and place.
    await bumpCounter(tx, 'services');
    const services = await tx.db.selectFrom('service').selectAll().execute();
    const id = submissionKey ?? tx.newId();
    const sent = services.find((one) => one.id === id);
    if (sent) {
      refuseOtherSettings(sent, settings);
      return id;
    }
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

/** The same form sent once more may be a second click; with other words it is somebody who believes to change what he added. */
function refuseOtherSettings(sent: Selectable<ServiceTable>, settings: ServiceSettings): void {
  const columns = ownColumns(settings);
  const names = Object.keys(columns) as (keyof typeof columns)[];
  if (names.every((name) => sent[name] === columns[name])) return;
  const { en } = JSON.parse(sent.names);
  throw new DomainError('conflict', `This form has added “${en}” already. Change that one on its page.`);
}
