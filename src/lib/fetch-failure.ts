import type { ProbeCause } from '#domain/watching/probe-result';

export interface FetchFailure {
  readonly cause: ProbeCause;
  readonly detail: string;
}

const SENTENCES = {
  dns: 'The name could not be looked up.',
  refused: 'The connection was refused.',
  reset: 'The connection was closed before the answer was complete.',
  unreachable: 'There is no way to the address.',
  timeout: 'There was no complete answer within the time allowed.',
  'tls-expired': 'The certificate has expired.',
  'tls-not-yet-valid': 'The certificate is not valid yet.',
  'tls-wrong-name': 'The certificate belongs to another name.',
  'tls-untrusted': 'The certificate is not signed by an authority we trust.',
  'tls-failed': 'No encrypted connection could be agreed on.',
  'too-large': 'The headers of the answer were too large.',
  protocol: 'The answer was not valid HTTP.',
} as const;

type Cause = keyof typeof SENTENCES;

const CAUSES: readonly (readonly [cause: Cause, codes: RegExp])[] = [
  ['dns', /^(ENOTFOUND|EAI_\w+|ENODATA|ESERVFAIL|EFORMERR|ENONAME|EBADNAME|ENOTIMP)$/],
  ['refused', /^ECONNREFUSED$/],
  ['reset', /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_CLOSED|UND_ERR_DESTROYED)$/],
  ['unreachable', /^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EACCES|EPERM|ENETDOWN|EHOSTDOWN|EINVAL)$/],
  ['timeout', /^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|UND_ERR_ABORTED)$/],
  ['tls-expired', /^CERT_HAS_EXPIRED$/],
  ['tls-not-yet-valid', /^CERT_NOT_YET_VALID$/],
  ['tls-wrong-name', /^ERR_TLS_CERT_ALTNAME_INVALID$/],
  [
    'tls-untrusted',
    /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_\w+|INVALID_CA|ERR_TLS_CERT_\w+)$/,
  ],
  ['tls-failed', /^(ERR_SSL_\w+|ERR_TLS_\w+|EPROTO)$/],
  ['too-large', /^UND_ERR_HEADERS_OVERFLOW$/],
];

/** Puts an error of a request into one of the closed causes and a sentence. */
export function fetchFailure(error: unknown, signal: AbortSignal): FetchFailure {
  if (signal.aborted) return { cause: 'timeout', detail: SENTENCES.timeout };
  for (const { code, message } of chain(error)) {
    if (code === 'ADDRESS_REFUSED') return { cause: 'address-refused', detail: message };
    const cause = CAUSES.find(([, codes]) => codes.test(code))?.[0];
    if (cause) return { cause, detail: `${SENTENCES[cause]} (${code})` };
  }
  return { cause: 'protocol', detail: SENTENCES.protocol };
}

/** The error, what it wraps, and the attempts of a connection tried over several addresses. */
function* chain(error: unknown, depth = 0): Generator<{ code: string; message: string }> {
  if (!(error instanceof Error) || depth > 5) return;
  if ('code' in error && typeof error.code === 'string') yield { code: error.code, message: error.message };
  if (error instanceof AggregateError) for (const one of error.errors) yield* chain(one, depth + 1);
  yield* chain(error.cause, depth + 1);
}
