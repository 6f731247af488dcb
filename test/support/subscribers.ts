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
