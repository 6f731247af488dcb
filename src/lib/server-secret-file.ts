import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NAME = 'server-secret';

export function serverSecretPath(dataDir: string): string {
  return join(dataDir, NAME);
}

/** The secret beside the data; undefined when there is none yet. */
export function readServerSecretFile(dataDir: string): string | undefined {
  try {
    return readFileSync(serverSecretPath(dataDir), 'utf8').trim() || undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Makes the secret, readable by its owner alone; of two processes that start at once both get the same one. */
export function createServerSecretFile(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true });
  const draft = join(dataDir, `${NAME}.${process.pid}.${randomBytes(4).toString('hex')}`);
  writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(draft, serverSecretPath(dataDir));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft);
  }
  const secret = readServerSecretFile(dataDir);
  if (secret === undefined) throw new Error(`${serverSecretPath(dataDir)} is empty.`);
  return secret;
}
