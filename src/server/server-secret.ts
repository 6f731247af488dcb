import { createHmac } from 'node:crypto';
import type { CommandContext } from '#commands/context';
import { rememberServerSecret } from '#commands/remember-server-secret';
import { findSetting } from '#db/queries/settings';
import { createServerSecretFile, readServerSecretFile, serverSecretPath } from '#lib/server-secret-file';

/** The database was used with a secret that is not here: starting anyway would quietly void every session and stored secret. */
export class ServerSecretError extends Error {
  readonly code = 'config';
}

/** The secret of this installation, made on the first start; refuses to go on when the data belong to another one. */
export async function openServerSecret(ctx: CommandContext, dataDir: string): Promise<string> {
  const path = serverSecretPath(dataDir);
  const known = await findSetting(ctx.db, 'server-secret-fingerprint');
  const found = readServerSecretFile(dataDir);
  if (found === undefined && known !== undefined) {
    throw new ServerSecretError(
      `The database is in use already, but its server secret is missing from ${path}. ` +
        'Put the file back from a backup, or copy it from the machine that uses the same database.',
    );
  }
  const secret = found ?? createServerSecretFile(dataDir);
  if ((await rememberServerSecret(ctx, fingerprint(secret))) !== fingerprint(secret)) {
    throw new ServerSecretError(
      `The server secret in ${path} is not the one this database was first used with. ` +
        'Put the right file back, or copy it from the machine that uses the same database.',
    );
  }
  return secret;
}

/** Says which secret it is without telling anything of it. */
function fingerprint(secret: string): string {
  return createHmac('sha256', secret).update('outage-ledger server secret').digest('base64url').slice(0, 22);
}
