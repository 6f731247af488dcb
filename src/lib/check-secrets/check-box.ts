import { createSecretBox, type SecretBox } from '#lib/secret-box';
import { readServerSecretFile } from '#lib/server-secret-file';

/** What of the configuration the secrets of checks depend on. */
export interface CheckKeys {
  readonly dataDir: string;
  readonly checkSecretKeys: readonly string[];
}

/** The box of the secrets of checks: seals with the first key of the environment, opens with any, and with the server secret's. */
export function openCheckBox({ dataDir, checkSecretKeys }: CheckKeys): SecretBox {
  const ofServer = readServerSecretFile(dataDir);
  return createCheckBox(ofServer === undefined ? checkSecretKeys : [...checkSecretKeys, ofServer]);
}

/** A box over several keys, the newest first; without any it opens nothing. */
export function createCheckBox(keys: readonly string[]): SecretBox {
  const boxes = keys.map((key) => createSecretBox(key, 'checks'));
  return {
    seal: (plain) => {
      const [newest] = boxes;
      if (!newest) throw new Error('There is no key to seal the secrets of checks with.');
      return newest.seal(plain);
    },
    open: (sealed) => {
      for (const box of boxes) {
        try {
          return box.open(sealed);
        } catch {
          // Sealed by another key: the next one may open it.
        }
      }
      throw new Error('No key opens this secret.');
    },
  };
}
