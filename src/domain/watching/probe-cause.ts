/** Why a probe did not get what it expected: closed, so that pages and filters can word each; the sentence is for operators. */
const SENTENCES = {
  dns: 'The name could not be looked up.',
  'dns-no-name': 'The name does not exist.',
  'dns-no-record': 'The name exists, but has no record of this type.',
  'dns-server-failed': 'The name server could not answer.',
  'dns-server-refused': 'The name server refused to answer.',
  'dns-wrong-value': 'The records are not the expected ones.',

  refused: 'The connection was refused.',
  reset: 'The connection was closed before the answer was complete.',
  unreachable: 'There is no way to the address.',
  timeout: 'There was no complete answer within the time allowed.',
  'packets-lost': 'More packets were lost than allowed.',

  'tls-expired': 'The certificate has expired.',
  'tls-expiring': 'The certificate expires soon.',
  'tls-not-yet-valid': 'The certificate is not valid yet.',
  'tls-wrong-name': 'The certificate belongs to another name.',
  'tls-self-signed': 'The certificate is signed by nobody but itself.',
  'tls-incomplete': 'The server does not send the certificates that lead to an authority we trust.',
  'tls-untrusted': 'The certificate is not signed by an authority we trust.',
  'tls-weak': 'The certificate or its key is too weak.',
  'tls-failed': 'No encrypted connection could be agreed on.',
  'starttls-missing': 'The server does not offer to encrypt the connection.',

  protocol: 'The answer did not follow the protocol.',
  'too-large': 'The answer was too large.',
  'too-slow': 'The answer took longer than the limit.',
  'unexpected-code': 'The answer had another code than expected.',
  'upgrade-refused': 'The server did not switch to the protocol asked for.',
  'redirect-limit': 'There were more redirects than allowed.',
  'redirect-refused': 'The answer was a redirect that is not followed.',

  'keyword-missing': 'The answer does not contain the expected text.',
  'keyword-present': 'The answer contains a text that must not be there.',
  'pattern-missing': 'Nothing in the answer fits the expected pattern.',
  'pattern-present': 'Something in the answer fits a pattern that must not be there.',
  'json-invalid': 'The answer is not JSON.',
  'json-missing': 'The JSON of the answer has no such value.',
  'json-mismatch': 'A value in the JSON of the answer is not as expected.',

  'capability-missing': 'The server does not offer what is expected of it.',
  'command-refused': 'The server refused a command.',
  'login-refused': 'The server refused the login.',
  'mail-refused': 'The server did not take the message.',
  'mail-not-arrived': 'The message did not arrive in time.',
  'service-unknown': 'The server does not know the service that was asked for.',
  'not-serving': 'The server says that it does not serve.',
  'heartbeat-late': 'No sign of life came in time.',
  'heartbeat-failed': 'The job reported that it failed.',
  'heartbeat-never': 'The job has not called yet.',
  'not-listening': 'We could not have taken a call that was due.',

  'out-of-room': 'This machine had no room left to ask: no free files, ports, threads or memory.',
  'no-network': 'This machine has no network that leads to the address.',
  'address-refused': 'The address is not one that may be asked.',
  'not-supported': 'This machine cannot run checks of this kind.',
  misconfigured: 'The check is not set up in a way that it can run.',
} as const;

export type ProbeCause = keyof typeof SENTENCES;

export const PROBE_CAUSES = Object.keys(SENTENCES).filter(isProbeCause);

/** Causes that lie with us or the check, and say nothing about its target. */
const NOT_OF_THE_TARGET: ReadonlySet<ProbeCause> = new Set([
  'heartbeat-never',
  'not-listening',
  'out-of-room',
  'no-network',
  'address-refused',
  'not-supported',
  'misconfigured',
]);

/** Whether a stored text is a cause this version knows. */
export function isProbeCause(text: string): text is ProbeCause {
  return Object.hasOwn(SENTENCES, text);
}

/** The cause as a sentence for operators. */
export function sentenceOfCause(cause: ProbeCause): string {
  return SENTENCES[cause];
}

/** Whether a cause says something about the target, and not about how the check was set up. */
export function isOfTheTarget(cause: ProbeCause): boolean {
  return !NOT_OF_THE_TARGET.has(cause);
}
