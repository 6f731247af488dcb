import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { certificateOf, type RunningServer, serveRaw, serveTls } from './probing.ts';

export interface StoredMail {
  readonly uid: number;
  readonly subject: string;
  deleted: boolean;
}

/** A mailbox that outlives its connections. */
export class Mailbox {
  readonly mails: StoredMail[] = [];
  #uid = 0;

  add(subject: string): number {
    this.#uid += 1;
    this.mails.push({ uid: this.#uid, subject, deleted: false });
    return this.#uid;
  }

  expunge(keep: (mail: StoredMail) => boolean): void {
    const kept = this.mails.filter((mail) => !mail.deleted || keep(mail));
    this.mails.splice(0, this.mails.length, ...kept);
  }
}

export interface ImapScript {
  readonly mailbox?: Mailbox;
  readonly security?: 'tls' | 'starttls';
  readonly user?: string;
  readonly password?: string;
  /** Words of CAPABILITY besides IMAP4rev1. */
  readonly offers?: readonly string[];
  readonly readOnly?: boolean;
  /** Answers a command in place of the server; undefined leaves it to the server. */
  readonly instead?: (command: string, tag: string) => string | undefined;
  /** Hears every line of a client. */
  readonly onLine?: (line: string) => void;
}

/** A strict IMAP server of one mailbox: a command it does not know, or in the wrong state, is BAD. */
export function serveImap(script: ImapScript = {}): Promise<RunningServer> {
  const start = (socket: Socket): void => {
    socket.write('* OK ready\r\n');
    converse(socket, script, new Session(script));
  };
  return script.security === 'starttls' ? serveRaw(start) : serveTls('good', start);
}

function converse(socket: Socket, script: ImapScript, session: Session): void {
  let buffer = '';
  const listen = (bytes: Buffer): void => {
    buffer += bytes.toString();
    for (let end = buffer.indexOf('\r\n'); end >= 0; end = buffer.indexOf('\r\n')) {
      const line = buffer.slice(0, end);
      buffer = buffer.slice(end + 2);
      script.onLine?.(line);
      const [tag = '', ...words] = line.split(' ');
      const command = words.join(' ');
      const answer = script.instead?.(command, tag) ?? session.answer(tag, command, line);
      socket.write(answer);
      if (/^STARTTLS$/i.test(command) && answer.includes(' OK')) {
        socket.off('data', listen);
        const encrypted = new TLSSocket(socket, { isServer: true, ...certificateOf('good') });
        encrypted.on('error', () => undefined);
        session.encrypted = true;
        converse(encrypted, script, session);
        return;
      }
    }
  };
  socket.on('data', listen);
}

class Session {
  readonly #script: ImapScript;
  #signedIn = false;
  #open = false;
  #awaits: string | undefined;
  encrypted: boolean;

  constructor(script: ImapScript) {
    this.#script = script;
    this.encrypted = script.security !== 'starttls';
  }

  answer(tag: string, command: string, line: string): string {
    if (this.#awaits !== undefined) return this.#finishLogin(line);
    const rules: readonly (readonly [RegExp, boolean, (match: RegExpExecArray) => string])[] = [
      [/^CAPABILITY$/i, true, () => `* CAPABILITY IMAP4rev1 ${this.#offers().join(' ')}\r\n${tag} OK done\r\n`],
      [/^STARTTLS$/i, !this.encrypted, () => `${tag} OK begin\r\n`],
      [
        /^LOGIN "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"$/i,
        this.encrypted,
        ([, user = '', password = '']) => this.#login(tag, unquote(user), unquote(password)),
      ],
      [/^AUTHENTICATE PLAIN$/i, this.encrypted, () => this.#beginLogin(tag)],
      [/^(SELECT|EXAMINE) "INBOX"$/i, this.#signedIn, ([, how]) => this.#openBox(tag, how ?? '')],
      [
        /^UID SEARCH SUBJECT "([^"]*)"$/i,
        this.#open,
        ([, text = '']) => this.#search(tag, (mail) => mail.subject.includes(text)),
      ],
      [/^UID SEARCH DELETED$/i, this.#open, () => this.#search(tag, (mail) => mail.deleted)],
      [
        /^UID FETCH ([\d,]+) BODY\.PEEK\[HEADER\.FIELDS \(SUBJECT\)\]<0\.(\d+)>$/i,
        this.#open,
        ([, set = '', most]) => this.#fetch(tag, set, Number(most)),
      ],
      [/^UID STORE ([\d,]+) \+FLAGS\.SILENT \(\\Deleted\)$/i, this.#open, ([, set = '']) => this.#mark(tag, set)],
      [
        /^UID EXPUNGE ([\d,]+)$/i,
        this.#open && this.#offers().includes('UIDPLUS'),
        ([, set = '']) => this.#expunge(tag, set),
      ],
      [/^EXPUNGE$/i, this.#open, () => this.#expunge(tag, undefined)],
      [/^LOGOUT$/i, true, () => `* BYE\r\n${tag} OK bye\r\n`],
    ];
    for (const [pattern, allowed, run] of rules) {
      const match = pattern.exec(command);
      if (match && allowed) return run(match);
    }
    return `${tag} BAD not understood: ${command}\r\n`;
  }

  #offers(): readonly string[] {
    const { offers = ['AUTH=PLAIN', 'UIDPLUS'] } = this.#script;
    return this.encrypted ? offers : [...offers.filter((one) => one !== 'AUTH=PLAIN'), 'STARTTLS', 'LOGINDISABLED'];
  }

  #beginLogin(tag: string): string {
    this.#awaits = tag;
    return '+ \r\n';
  }

  #finishLogin(line: string): string {
    const [, user = '', password = ''] = Buffer.from(line, 'base64').toString().split('\0');
    const tag = this.#awaits ?? '';
    this.#awaits = undefined;
    return this.#login(tag, user, password);
  }

  #login(tag: string, user: string, password: string): string {
    const { user: expected = 'probe', password: secret = 'secret' } = this.#script;
    this.#signedIn = user === expected && password === secret;
    return this.#signedIn
      ? `${tag} OK [CAPABILITY IMAP4rev1] welcome\r\n`
      : `${tag} NO [AUTHENTICATIONFAILED] no ${user} with ${password}\r\n`;
  }

  #openBox(tag: string, how: string): string {
    this.#open = true;
    const isReadOnly = this.#script.readOnly || how.toUpperCase() === 'EXAMINE';
    return `* ${this.#mails().length} EXISTS\r\n${tag} OK [${isReadOnly ? 'READ-ONLY' : 'READ-WRITE'}] open\r\n`;
  }

  #search(tag: string, fits: (mail: StoredMail) => boolean): string {
    const uids = this.#mails()
      .filter(fits)
      .map(({ uid }) => ` ${uid}`);
    return `* SEARCH${uids.join('')}\r\n${tag} OK searched\r\n`;
  }

  #fetch(tag: string, set: string, most: number): string {
    const parts = this.#of(set).map(({ uid, subject }, index) => {
      const header = `Subject: ${subject}\r\n\r\n`.slice(0, most);
      return `* ${index + 1} FETCH (UID ${uid} BODY[HEADER.FIELDS (SUBJECT)]<0> {${header.length}}\r\n${header})\r\n`;
    });
    return `${parts.join('')}${tag} OK fetched\r\n`;
  }

  #mark(tag: string, set: string): string {
    for (const mail of this.#of(set)) mail.deleted = true;
    return `${tag} OK stored\r\n`;
  }

  #expunge(tag: string, set: string | undefined): string {
    const named = set?.split(',');
    this.#script.mailbox?.expunge(({ uid }) => named !== undefined && !named.includes(String(uid)));
    return `${tag} OK expunged\r\n`;
  }

  #mails(): readonly StoredMail[] {
    return this.#script.mailbox?.mails ?? [];
  }

  #of(set: string): StoredMail[] {
    const uids = set.split(',');
    return this.#mails().filter(({ uid }) => uids.includes(String(uid)));
  }
}

function unquote(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}
