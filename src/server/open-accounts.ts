import type { Config } from '#config';
import type { Connection } from '#db/connect';
import { newId } from '#lib/new-id';
import { type Accounts, createAccounts } from './accounts/accounts.ts';
import { openServerSecret } from './server-secret.ts';

/** The keeper of accounts for a process that serves pages, under the secret of this installation. */
export async function openAccounts(config: Config, connection: Connection): Promise<Accounts> {
  const actor = { kind: 'system', id: null, name: 'Outage Ledger' } as const;
  const ctx = { db: connection.db, now: Date.now, newId, actor };
  const secret = await openServerSecret(ctx, config.dataDir);
  return createAccounts({ connection, publicUrl: config.publicUrl, siteName: config.siteName, secret });
}
