import type { FeedKind } from '#domain/feeds/parse-feed';
import { checkPolicy } from '#lib/address-policy';
import { fetchDocument } from '#lib/fetch-document';
import { acceptedBy, readFeedDocument } from '#lib/read-feed-document';
import { CommandLineError } from './command-line-error.ts';
import { readInput } from './read-input.ts';

const TIMEOUT_MS = 60_000;
const SIZE_LIMIT = 64 * 1_048_576;
// Whoever has a shell here reaches these addresses anyway; a cloud's metadata address stays refused.
const ANY_ADDRESS = ['0.0.0.0/0', '::/0'];

/** What a feed of a kind says, from a file, a web address or standard input (`-`). */
export async function readFeedSource(kind: FeedKind, source: string): Promise<unknown> {
  const text = await readSource(source, acceptedBy(kind));
  const name = source === '-' ? 'Standard input' : `“${source}”`;
  if (text.trim() === '') throw new CommandLineError(`${name} is empty.`);
  const read = readFeedDocument(kind, text);
  if (!read.ok) throw new CommandLineError(`${name} ${read.problem}`);
  return read.document;
}

async function readSource(source: string, accept: string): Promise<string> {
  if (!/^https?:\/\//i.test(source)) return readInput(source);
  const policy = checkPolicy(ANY_ADDRESS);
  const fetched = await fetchDocument({ url: source, policy, timeoutMs: TIMEOUT_MS, sizeLimit: SIZE_LIMIT, accept });
  if (fetched.kind === 'document') return fetched.text;
  const reason = fetched.kind === 'failed' ? fetched.reason : 'It sent nothing.';
  throw new CommandLineError(`“${source}” cannot be read. ${reason}`);
}
