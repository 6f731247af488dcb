import type { CheckKind } from '#lib/check-targets/check-target';
import { FIELD_WORDS } from './field-words.ts';
import type { FieldWords } from './form-field.ts';

interface KindWords {
  readonly title: string;
  /** What it finds out, in one sentence. */
  readonly purpose: string;
  /** Where a field means something else than its name means elsewhere. */
  readonly fields?: Readonly<Record<string, FieldWords>>;
}

const MAIL_PORT = { port: { label: 'Port', hint: 'Empty: the usual one of its encryption.' } };

/** How people read of a kind; a kind without words is shown under its own name. */
const KIND_WORDS: Readonly<Record<string, KindWords>> = {
  http: {
    title: 'Web address (HTTP)',
    purpose: 'Asks an address and looks at the status code, the text, the JSON and the time of the answer.',
  },
  tcp: {
    title: 'Port (TCP)',
    purpose: 'Connects to a port, may send a line, and may wait for an expected text.',
    fields: {
      send: {
        label: 'Send after connecting',
        hint: 'Optional. A line such as PING\\r\\n, where \\r\\n ends it.',
        rare: true,
      },
      expect: { label: 'Text that must come', hint: 'Optional. The connection alone is enough otherwise.', rare: true },
    },
  },
  dns: {
    title: 'Name (DNS)',
    purpose: 'Looks a name up and compares the records with what you expect.',
    fields: {
      name: { label: 'Name to look up', placeholder: 'example.com' },
      type: { label: 'Record type' },
      expect: { label: 'Expected values', hint: 'Optional, one a line. Empty: any record will do.' },
      compare: { label: 'The records are' },
      resolver: {
        label: 'Name server to ask',
        hint: 'Optional. An IP address; otherwise the one of this machine.',
        rare: true,
      },
      resolverPort: { label: 'Port of the name server', rare: true },
    },
  },
  tls: {
    title: 'Certificate (TLS)',
    purpose: 'Looks at the certificate of a server: its name, its chain, and how many days it is still good.',
  },
  websocket: { title: 'WebSocket', purpose: 'Opens a WebSocket, may send a message and wait for one.' },
  grpc: { title: 'gRPC health', purpose: 'Asks a gRPC server by its health protocol whether it serves.' },
  icmp: { title: 'Ping (ICMP)', purpose: 'Sends echo packets and counts those that come back.' },
  smtp: {
    title: 'Mail server (SMTP)',
    purpose: 'Greets a mail server, encrypts, and may sign in or hand over a test message.',
    fields: MAIL_PORT,
  },
  imap: {
    title: 'Mailbox (IMAP)',
    purpose: 'Connects to a mailbox server, encrypts, and may sign in.',
    fields: MAIL_PORT,
  },
  pop3: {
    title: 'Mailbox (POP3)',
    purpose: 'Connects to a POP3 server, encrypts, and may sign in.',
    fields: MAIL_PORT,
  },
  'round-trip': {
    title: 'Mail round trip',
    purpose: 'Sends a message and waits until it lies in the mailbox: what people mean by “mail works”.',
  },
  caldav: {
    title: 'Calendar and files (CalDAV, WebDAV)',
    purpose: 'Asks a calendar or file server with an account of yours.',
  },
  heartbeat: {
    title: 'Sign of life (heartbeat)',
    purpose: 'Asks nobody: a job of yours calls an address of ours, and a call that is late or failed counts.',
  },
};

export function wordsOfKind(kind: string): KindWords {
  return KIND_WORDS[kind] ?? { title: kind, purpose: `A check of the kind ${kind}.` };
}

export function wordsOfField(kind: CheckKind, name: string): FieldWords {
  return wordsOfKind(kind).fields?.[name] ?? FIELD_WORDS[name] ?? { label: labelOf(name) };
}

/** `daysLeft` → “Days left”, `timeoutMs` → “Timeout (ms)”. */
function labelOf(name: string): string {
  const words = name
    .replace(/Ms$/, ' (ms)')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
