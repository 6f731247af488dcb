import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { AddressPolicy } from './address-policy.ts';
import { type GuardedAnswer, guardedFetch } from './guarded-fetch.ts';

export interface DocumentRequest {
  readonly url: string;
  readonly policy: AddressPolicy;
  readonly timeoutMs: number;
  /** Largest document that is read, in bytes and unpacked. */
  readonly sizeLimit: number;
  /** From an earlier answer: unchanged documents are not sent again. */
  readonly etag?: string | null;
  readonly lastModified?: string | null;
  readonly signal?: AbortSignal;
  /** Types to ask for; JSON unless said otherwise. */
  readonly accept?: string;
}

export type FetchedDocument =
  | {
      readonly kind: 'document';
      readonly text: string;
      readonly etag: string | null;
      readonly lastModified: string | null;
    }
  | { readonly kind: 'unchanged' }
  /** One sentence for the operator. */
  | { readonly kind: 'failed'; readonly reason: string };

const MOST_REDIRECTS = 3;
const unpack = promisify(gunzip);

/** Fetches a document of bounded size before a total deadline; every redirect is judged like the first address. Never throws. */
export async function fetchDocument(request: DocumentRequest): Promise<FetchedDocument> {
  const deadline = AbortSignal.timeout(request.timeoutMs);
  const signal = request.signal ? AbortSignal.any([request.signal, deadline]) : deadline;
  let url = URL.parse(request.url);
  for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
    if (url === null) return failed(`${request.url} is not a web address.`);
    const answer = await ask(request, url, signal);
    if (!answer.ok) {
      return failed(
        deadline.aborted ? `It did not answer within ${request.timeoutMs / 1_000} seconds.` : answer.detail,
      );
    }
    const location = headerOf(answer, 'location');
    if (answer.status === 304) {
      const hasAsked = Boolean(request.etag ?? request.lastModified);
      return hasAsked
        ? { kind: 'unchanged' }
        : failed('It says that nothing has changed, but was asked for everything.');
    }
    if (answer.status < 300 || answer.status >= 400 || location === null) return readAnswer(request, answer);
    url = URL.parse(location, url);
  }
  return failed(`It redirects more than ${MOST_REDIRECTS} times.`);
}

type Answer = Extract<GuardedAnswer, { ok: true }>;

function ask(request: DocumentRequest, url: URL, signal: AbortSignal): Promise<GuardedAnswer> {
  return guardedFetch({
    url,
    method: 'GET',
    policy: request.policy,
    signal,
    bodyLimit: request.sizeLimit,
    headers: {
      accept: request.accept ?? 'application/json',
      'accept-encoding': 'gzip',
      'user-agent': 'outage-ledger',
      ...(request.etag ? { 'if-none-match': request.etag } : {}),
      ...(request.lastModified ? { 'if-modified-since': request.lastModified } : {}),
    },
  });
}

async function readAnswer({ sizeLimit }: DocumentRequest, answer: Answer): Promise<FetchedDocument> {
  if (answer.status !== 200) return failed(`It answers with HTTP status ${answer.status}.`);
  const tooLarge = failed(`The document is larger than ${Math.round(sizeLimit / 1_048_576)} MiB.`);
  if (answer.truncated) return tooLarge;
  let body: Buffer = answer.body;
  const encoding = headerOf(answer, 'content-encoding');
  if (encoding !== null && encoding !== 'identity') {
    if (encoding !== 'gzip') return failed(`It is packed with ${encoding}, which was not asked for.`);
    try {
      body = await unpack(body, { maxOutputLength: sizeLimit });
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      return code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge : failed('It is packed with gzip, but damaged.');
    }
  }
  return {
    kind: 'document',
    text: body.toString('utf8'),
    etag: validatorOf(answer, 'etag'),
    lastModified: validatorOf(answer, 'last-modified'),
  };
}

/** What is sent back next time; what could not be sent would spoil every later question. */
function validatorOf(answer: Answer, name: string): string | null {
  const value = headerOf(answer, name);
  return value !== null && /^[\x20-\x7e]{1,500}$/.test(value) ? value : null;
}

function headerOf(answer: Answer, name: string): string | null {
  const value = answer.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

function failed(reason: string): FetchedDocument {
  return { kind: 'failed', reason };
}
