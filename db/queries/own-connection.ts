import { HERE } from '#domain/watching/place-choice';
import type { Db } from '../connect.ts';

/** When anything last answered us as expected; 0 where nothing did. A heartbeat comes to us: it says nothing of whom we reach. */
export async function getLastGoodAnswer(db: Db): Promise<number> {
  const alone = await db
    .selectFrom('healthCheck')
    .select((eb) => eb.fn.max('lastUpAt').as('at'))
    .where('archivedAt', 'is', null)
    .where('kind', '<>', 'heartbeat')
    .where('polledFrom', '=', 'here')
    .executeTakeFirst();
  const shared = await db
    .selectFrom('checkPlace')
    .select((eb) => eb.fn.max('lastUpAt').as('at'))
    .where('placeId', '=', HERE)
    .executeTakeFirst();
  return Math.max(alone?.at ?? 0, shared?.at ?? 0);
}
