import type { Selectable } from 'kysely';
import { lockRows } from '#db/row-locks';
import type { ServiceTable } from '#db/schema/watching';
import { type CommandContext, DomainError } from './context.ts';

export interface ServiceAtRevision {
  readonly serviceId: string;
  /** What the person looked at when he decided; another one meanwhile refuses him. */
  readonly revision: number;
}

/** Holds the service until the transaction ends; refuses one that is gone, belongs to the catalogue or was changed meanwhile. */
export async function lockConsoleService(
  ctx: CommandContext,
  input: ServiceAtRevision,
): Promise<Selectable<ServiceTable>> {
  const query = ctx.db.selectFrom('service').selectAll().where('id', '=', input.serviceId);
  const service = await lockRows(ctx.db, query).executeTakeFirst();
  if (!service) throw new DomainError('not-found', 'There is no such service.');
  if (service.archivedAt !== null) throw new DomainError('closed', 'This service was archived meanwhile.');
  if (service.origin === 'catalogue') {
    throw new DomainError('closed', 'This service belongs to the catalogue file: change it there and start again.');
  }
  if (service.revision !== input.revision) {
    const sentence = 'Somebody changed this service while you looked at it. Look at it again, then decide.';
    throw new DomainError('conflict', sentence);
  }
  return service;
}
