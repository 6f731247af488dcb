import type { Selectable } from 'kysely';
import { type Audience, PUBLIC } from '#domain/audience';
import type { LocalizedText } from '#domain/localized-text';
import type { Db } from '../connect.ts';
import type { ServiceTable } from '../schema/watching.ts';
import { serviceVisibleTo } from './visibility.ts';

export interface Service extends Omit<Selectable<ServiceTable>, 'names' | 'descriptions'> {
  readonly names: LocalizedText;
  readonly descriptions: LocalizedText;
}

export interface ServiceGroup {
  readonly id: string;
  readonly slug: string;
  readonly names: LocalizedText;
  readonly position: number;
}

/** Services in use, in the order of the page. */
export async function listServices(db: Db, audience: Audience): Promise<Service[]> {
  const rows = await db
    .selectFrom('service')
    .selectAll()
    .where('archivedAt', 'is', null)
    .where(serviceVisibleTo(audience))
    .orderBy('position')
    .orderBy('slug')
    .execute();
  return rows.map(toService);
}

export async function listServiceGroups(db: Db): Promise<ServiceGroup[]> {
  const rows = await db.selectFrom('serviceGroup').selectAll().orderBy('position').orderBy('slug').execute();
  return rows.map((row) => ({ ...row, names: JSON.parse(row.names) }));
}

/** A service by its slug; archived ones are found too, their history stays. */
export async function findServiceBySlug(db: Db, audience: Audience, slug: string): Promise<Service | undefined> {
  const row = await db
    .selectFrom('service')
    .selectAll()
    .where('slug', '=', slug)
    .where(serviceVisibleTo(audience))
    .executeTakeFirst();
  return row && toService(row);
}

export async function findService(db: Db, audience: Audience, id: string): Promise<Service | undefined> {
  const row = await db
    .selectFrom('service')
    .selectAll()
    .where('id', '=', id)
    .where(serviceVisibleTo(audience))
    .executeTakeFirst();
  return row && toService(row);
}

/** Services by their ids, in the order of the page, whoever may see them. */
export async function listServicesByIds(db: Db, ids: readonly string[]): Promise<Service[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('service')
    .selectAll()
    .where('id', 'in', [...ids])
    .orderBy('position')
    .execute();
  return rows.map(toService);
}

/** Whether public pages show any of these services. */
export async function hasPublicService(db: Db, ids: readonly string[]): Promise<boolean> {
  if (ids.length === 0) return false;
  const shown = db
    .selectFrom('service')
    .select('id')
    .where('id', 'in', [...ids])
    .where(serviceVisibleTo(PUBLIC));
  return (await shown.where('archivedAt', 'is', null).limit(1).executeTakeFirst()) !== undefined;
}

/** Parses the texts of a stored service. */
export function toService(row: Selectable<ServiceTable>): Service {
  return { ...row, names: JSON.parse(row.names), descriptions: JSON.parse(row.descriptions) };
}
