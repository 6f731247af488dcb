import type { FieldWords } from './form-field.ts';

const STATUS_HINT = 'Codes or ranges, one a line: 200-299, or 401 where a stranger is to be refused.';
const HEADERS_HINT = 'One a line: Name: value. Keys and passwords belong below, where they are sealed.';
const JSON_HINT =
  'One a line: a path, then equals, differs, above, atLeast, below, atMost, contains, matches or exists, then a value. For example: $.status equals ok';

/** What the fields of targets are called on pages; one name means the same in every kind. */
export const FIELD_WORDS: Readonly<Record<string, FieldWords>> = {
  url: {
    label: 'Address',
    hint: 'With its path. Keys in the address would be readable: use a sealed header.',
    placeholder: 'https://mail.example.com/',
  },
  host: { label: 'Host', hint: 'A name or an IP address, without scheme and port.', placeholder: 'mail.example.com' },
  port: { label: 'Port' },
  method: { label: 'Method', rare: true },
  headers: { label: 'Headers', hint: HEADERS_HINT, rare: true },
  secretHeaders: { label: 'Sealed headers', hint: 'Headers with keys, one a line: X-Api-Key: …', rare: true },
  username: { label: 'User name' },
  password: { label: 'Password' },
  token: {
    label: 'Bearer token',
    hint: 'Sent as Authorization: Bearer …, instead of user name and password.',
    rare: true,
  },
  body: { label: 'Body', hint: 'Sent with POST and PUT. It is stored readably.', rare: true },
  codes: { label: 'Status codes that are fine', hint: STATUS_HINT },
  keyword: { label: 'Text that must be there', hint: 'Optional. Exactly as it stands in the answer.' },
  keywordAbsent: { label: 'Text that must not be there', hint: 'Optional, such as an error message.', rare: true },
  pattern: { label: 'Pattern that must fit', hint: 'Optional. A regular expression in RE2 syntax.', rare: true },
  patternAbsent: { label: 'Pattern that must not fit', rare: true },
  json: { label: 'Values in the JSON answer', hint: JSON_HINT, rare: true },
  latencyLimitMs: { label: 'Slowest answer that is fine (ms)', hint: 'Optional. A later answer is a failure.' },
  redirects: { label: 'Redirects to follow', hint: '0 to 5. Sealed headers go to the first host alone.', rare: true },
  bodyLimit: { label: 'Bytes of the answer to read', rare: true },
  certificateDaysLeft: { label: 'Days the certificate must still be good', hint: 'Optional.', rare: true },
  daysLeft: { label: 'Days the certificate must still be good' },
  authorities: {
    label: 'Own certificate authorities',
    hint: 'PEM text. Trusted instead of the usual ones.',
    rare: true,
  },
  serverName: { label: 'Name in the certificate', hint: 'Optional. Where it differs from the host.', rare: true },
  tls: { label: 'Encrypted from the first byte (TLS)' },
  starttls: { label: 'Encryption by STARTTLS' },
  security: { label: 'Encryption' },
  every: { label: 'The job runs every', hint: 'A time such as 10m, 24h or 7d.', placeholder: '24h' },
  grace: { label: 'A call may be late by', hint: 'A time such as 5m.' },
  longest: {
    label: 'A run may take at most',
    hint: 'Optional. A longer one fails, also one that never ends.',
    placeholder: '2h',
  },
};
