import { randomUUIDv7 } from 'node:crypto';
import type { Insertable } from 'kysely';
import type { Db } from '#db/connect';
import type { SubscriberTable } from '#db/schema/deliveries';

/** Inserts a confirmed webhook subscriber for everything public. */
export async function addSubscriber(db: Db, row: Partial<Insertable<SubscriberTable>> = {}): Promise<string> {
  const id = row.id ?? randomUUIDv7();
  await db
    .insertInto('subscriber')
    .values({
      id,
      channel: 'webhook',
      address: 'https://receiver.test/hook',
      lang: 'en',
      manageTokenHash: `hash-${id}`,
      createdAt: 0,
      confirmedAt: 0,
      ...row,
    })
    .execute();
  return id;
}

/** Inserts a public notice of nothing in particular. */
export async function addNotice(db: Db): Promise<string> {
  const id = randomUUIDv7();
  const last = await db.selectFrom('notice').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
  const row = { kind: 'outage.started', at: 0, visibility: 'public' as const, serviceIds: '[]', payload: '{}' };
  await db
    .insertInto('notice')
    .values({ id, seq: (last?.seq ?? 0) + 1, ...row })
    .execute();
  return id;
}
