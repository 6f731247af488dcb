import type { Db } from '#db/connect';

/** How this installation names itself and where it is opened. */
export interface Site {
  readonly name: string;
  /** Origin without a trailing slash. */
  readonly url: string;
}

/** What the process wrote at its start; links in mails and events are made from it, never from a request. */
export async function getSite(db: Db): Promise<Site> {
  const rows = await db
    .selectFrom('setting')
    .select(['key', 'value'])
    .where('key', 'in', ['site-name', 'site-url'])
    .execute();
  const values = new Map(rows.map((row) => [row.key, row.value]));
  return {
    name: values.get('site-name') ?? 'Workspace Status',
    url: values.get('site-url') ?? 'http://localhost:4321',
  };
}
