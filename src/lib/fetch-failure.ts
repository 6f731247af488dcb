import { type ProbeCause, sentenceOfCause } from '#domain/watching/probe-cause';
import type { PhaseTimings } from '#domain/watching/probe-result';

export interface FetchFailure {
  readonly cause: ProbeCause;
  readonly detail: string;
}

const CAUSES: readonly (readonly [cause: ProbeCause, codes: RegExp])[] = [
  ['dns', /^(ENOTFOUND|EAI_\w+|ENODATA|ESERVFAIL|EFORMERR|ENONAME|EBADNAME|ENOTIMP)$/],
  ['refused', /^ECONNREFUSED$/],
  ['reset', /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_CLOSED|UND_ERR_DESTROYED)$/],
  ['unreachable', /^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EACCES|EPERM|ENETDOWN|EHOSTDOWN|EINVAL)$/],
  [
    'timeout',
    /^(ETIMEDOUT|ETIMEOUT|UND_ERR_CONNECT_TIMEOUT|UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|UND_ERR_ABORTED)$/,
  ],
  ['tls-expired', /^CERT_HAS_EXPIRED$/],
  ['tls-not-yet-valid', /^CERT_NOT_YET_VALID$/],
  ['tls-wrong-name', /^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/],
  ['tls-self-signed', /^DEPTH_ZERO_SELF_SIGNED_CERT$/],
  ['tls-incomplete', /^UNABLE_TO_VERIFY_LEAF_SIGNATURE$/],
  // Of all that OpenSSL complains about, Node has no names for keys and digests that are too weak.
  ['tls-weak', /^(UNSPECIFIED|\w+_TOO_SMALL|\w+_TOO_WEAK)$/],
  [
    'tls-untrusted',
    /^(SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_\w+|CRL_\w+|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|ERR_TLS_CERT_\w+)$/,
  ],
  ['tls-failed', /^(ERR_SSL_\w+|ERR_TLS_\w+|EPROTO)$/],
  ['too-large', /^(UND_ERR_HEADERS_OVERFLOW|HPE_HEADER_OVERFLOW|TOO_MANY_BYTES)$/],
];

/** Puts an error of a request into one of the closed causes and a sentence. */
export function fetchFailure(error: unknown, signal: AbortSignal, reached: PhaseTimings): FetchFailure {
  if (signal.aborted) return { cause: 'timeout', detail: sentenceOfTimeout(reached) };
  for (const { code, message } of chain(error)) {
    if (code === 'ADDRESS_REFUSED') return { cause: 'address-refused', detail: message };
    const cause = CAUSES.find(([, codes]) => codes.test(code))?.[0];
    if (cause) return { cause, detail: `${sentenceOfCause(cause)} (${code})` };
  }
  return { cause: 'protocol', detail: sentenceOfCause('protocol') };
}

/** How far it came says where to look. */
function sentenceOfTimeout({ lookupMs, connectMs, firstByteMs }: PhaseTimings): string {
  if (lookupMs === undefined) return 'The name was not looked up within the time allowed.';
  if (connectMs === undefined) return 'Nothing answered at the address within the time allowed.';
  if (firstByteMs === undefined) return 'The connection was made, but no answer came within the time allowed.';
  return 'The answer was not complete within the time allowed.';
}

/** The error, what it wraps, and the attempts of a connection tried over several addresses. */
function* chain(error: unknown, depth = 0): Generator<{ code: string; message: string }> {
  if (!(error instanceof Error) || depth > 5) return;
  if ('code' in error && typeof error.code === 'string') yield { code: error.code, message: error.message };
  if (error instanceof AggregateError) for (const one of error.errors) yield* chain(one, depth + 1);
  yield* chain(error.cause, depth + 1);
}
