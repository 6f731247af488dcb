import type { Db } from '../connect.ts';

/** Grows with every change that public pages or feeds show. */
export async function getPublicVersion(db: Db): Promise<number> {
  const row = await db.selectFrom('counter').select('version').where('scope', '=', 'public').executeTakeFirst();
  return row?.version ?? 0;
}
