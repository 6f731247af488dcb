import { createSecretBox, type SecretBox } from './secret-box.ts';
import { readServerSecretFile, serverSecretPath } from './server-secret-file.ts';

/** The box in which the secrets of subscriptions lie. */
export function openSubscriptionBox(dataDir: string): SecretBox {
  const secret = readServerSecretFile(dataDir);
  if (secret !== undefined) return createSecretBox(secret, 'subscriptions');
  throw new Error(`The server secret is missing from ${serverSecretPath(dataDir)}: no event can be signed.`);
}
