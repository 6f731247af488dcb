import { isOfTheTarget, type ProbeCause, sentenceOfCause } from '#domain/watching/probe-cause';
import type { PhaseTimings } from '#domain/watching/probe-result';
import type { PhaseClock } from './phase-clock.ts';

export interface FetchFailure {
  readonly cause: ProbeCause;
  readonly detail: string;
}

const CAUSES: readonly (readonly [cause: ProbeCause, codes: RegExp])[] = [
  ['out-of-room', /^(EMFILE|ENFILE|ENOBUFS|ENOMEM|EADDRNOTAVAIL|EADDRINUSE|EAI_MEMORY)$/],
  ['dns', /^(ENOTFOUND|EAI_\w+|ENODATA|ESERVFAIL|EFORMERR|ENONAME|EBADNAME|ENOTIMP)$/],
  ['refused', /^ECONNREFUSED$/],
  ['reset', /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_CLOSED|UND_ERR_DESTROYED)$/],
  ['unreachable', /^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN)$/],
  ['no-network', /^(ENETDOWN|EACCES|EPERM|EINVAL|EAFNOSUPPORT)$/],
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
export function fetchFailure(error: unknown, signal: AbortSignal, clock: PhaseClock): FetchFailure {
  if (signal.aborted && clock.isHeld()) return { cause: 'out-of-room', detail: sentenceOfCause('out-of-room') };
  if (signal.aborted) return { cause: 'timeout', detail: sentenceOfTimeout(clock.read()) };
  const failures = [...chain(error)].flatMap(failureOf);
  // Of the attempts at several addresses, one that the target refused says more than one we could not make.
  const failure = failures.find(({ cause }) => isOfTheTarget(cause)) ?? failures[0];
  return failure ?? { cause: 'protocol', detail: sentenceOfCause('protocol') };
}

function failureOf({ code, message }: CodedError): FetchFailure[] {
  if (code === 'ADDRESS_REFUSED') return [{ cause: 'address-refused', detail: message }];
  const cause = isWithoutRoute(code, message) ? 'no-network' : CAUSES.find(([, codes]) => codes.test(code))?.[0];
  return cause ? [{ cause, detail: `${sentenceOfCause(cause)} (${code})` }] : [];
}

/** Refused by our own system before anything was sent, which Node tells by the local address; a router on the way may say the same. */
function isWithoutRoute(code: string, message: string): boolean {
  return code === 'ENETUNREACH' && / - Local \(/.test(message);
}

/** How far it came says where to look. */
function sentenceOfTimeout({ lookupMs, connectMs, firstByteMs }: PhaseTimings): string {
  if (lookupMs === undefined) return 'The name was not looked up within the time allowed.';
  if (connectMs === undefined) return 'Nothing answered at the address within the time allowed.';
  if (firstByteMs === undefined) return 'The connection was made, but no answer came within the time allowed.';
  return 'The answer was not complete within the time allowed.';
}

interface CodedError {
  readonly code: string;
  readonly message: string;
}

/** The error, what it wraps, and the attempts of a connection tried over several addresses; these say it all, and better. */
function* chain(error: unknown, depth = 0): Generator<CodedError> {
  if (!(error instanceof Error) || depth > 5) return;
  const attempts: readonly unknown[] = error instanceof AggregateError ? error.errors : [];
  for (const one of attempts) yield* chain(one, depth + 1);
  if (attempts.length === 0 && 'code' in error && typeof error.code === 'string') {
    yield { code: error.code, message: error.message };
  }
  yield* chain(error.cause, depth + 1);
}
