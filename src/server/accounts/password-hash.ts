import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import PQueue from 'p-queue';

const argon2Async = promisify(argon2) as unknown as (
  algorithm: 'argon2id',
  parameters: Argon2Parameters,
) => Promise<Buffer>;

const MEMORY_KIB = 19_456;
const PASSES = 2;
const LANES = 1;
const TAG_BYTES = 32;

/** A flood of sign-ins waits here instead of taking all memory and every core. */
const queue = new PQueue({ concurrency: 3 });

/** An argon2id hash as PHC text: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const hash = await derive(password, { nonce, memory: MEMORY_KIB, passes: PASSES, tagLength: TAG_BYTES });
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$${toText(nonce)}$${toText(hash)}`;
}

/** Whether the password made the hash; a text that is no such hash fits nothing. */
export async function verifyPassword({ hash, password }: { hash: string; password: string }): Promise<boolean> {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(hash);
  if (!parts) return false;
  const [, memory = '', passes = '', salt = '', expected = ''] = parts;
  const wanted = Buffer.from(expected, 'base64');
  const actual = await derive(password, {
    nonce: Buffer.from(salt, 'base64'),
    memory: Number(memory),
    passes: Number(passes),
    tagLength: wanted.length,
  });
  return timingSafeEqual(actual, wanted);
}

function derive(password: string, cost: Omit<Argon2Parameters, 'message' | 'parallelism'>): Promise<Buffer> {
  return queue.add(() => argon2Async('argon2id', { ...cost, message: password, parallelism: LANES }));
}

function toText(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
