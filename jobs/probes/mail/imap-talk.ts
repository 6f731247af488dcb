import { type Attempt, ProbeFailure } from '../attempt.ts';
import { type LineTalk, type MailServer, openLineTalk } from './line-talk.ts';

export interface ImapServer extends MailServer {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

interface Answer {
  readonly status: 'OK' | 'NO' | 'BAD';
  /** The word in brackets, such as AUTHENTICATIONFAILED. */
  readonly code: string | undefined;
  readonly text: string;
  readonly untagged: readonly string[];
}

const MOST_LINES = 1_000;
const SUBJECT_BYTES = 500;
/** Words of the server that are told on even when it knows a secret: they are not its own. */
const KNOWN_CODES =
  /^(AUTHENTICATIONFAILED|AUTHORIZATIONFAILED|EXPIRED|PRIVACYREQUIRED|UNAVAILABLE|CONTACTADMIN|NOPERM|INUSE|LIMIT|NONEXISTENT|READ-ONLY|SERVERBUG|OVERQUOTA|ALERT)$/;

export function imapPortOf(security: MailServer['security'], port: number | undefined): number {
  return port ?? (security === 'tls' ? 993 : 143);
}

/** Takes a server's greeting, encrypts the connection and signs in, as far as the target says. */
export async function openImap(server: ImapServer, run: Attempt): Promise<ImapTalk> {
  const imap = new ImapTalk(await openLineTalk(server, run));
  await imap.greet();
  if (server.security === 'starttls') await imap.startTls();
  const { username, password } = server;
  if (username !== undefined && password !== undefined) await imap.login(username, password);
  return imap;
}

/** A talk in IMAP4rev1 (RFC 3501), as much of it as a health check needs. */
export class ImapTalk {
  readonly #talk: LineTalk;
  #offers: ReadonlySet<string> = new Set();
  #tag = 0;

  constructor(talk: LineTalk) {
    this.#talk = talk;
  }

  offers(name: string): boolean {
    return this.#offers.has(name.toUpperCase());
  }

  async greet(): Promise<void> {
    const line = await this.#readLine();
    if (/^\* BYE\b/i.test(line))
      throw new ProbeFailure('not-serving', `The server sends us away.${this.#talk.quote(line)}`);
    if (!/^\* (OK|PREAUTH)\b/i.test(line)) {
      throw new ProbeFailure('protocol', `The greeting is no IMAP.${this.#talk.quote(line)}`);
    }
    this.#talk.note('greeting', 'IMAP');
    await this.#learnOffers();
    if (!this.offers('IMAP4REV1') && !this.offers('IMAP4REV2')) {
      throw new ProbeFailure('capability-missing', 'The server does not say that it speaks IMAP4rev1.');
    }
  }

  async startTls(): Promise<void> {
    if (!this.offers('STARTTLS')) throw new ProbeFailure('starttls-missing', 'The server does not offer STARTTLS.');
    await this.#must('STARTTLS', 'starttls-missing');
    await this.#talk.encrypt();
    await this.#learnOffers();
  }

  async login(username: string, password: string): Promise<void> {
    const answer = this.offers('AUTH=PLAIN')
      ? await this.#authenticate(Buffer.from(`\0${username}\0${password}`).toString('base64'))
      : await this.#plainLogin(username, password);
    if (answer.status !== 'OK') throw this.#failure('login-refused', 'The server refused the login', answer);
    this.#talk.note('login', 'accepted');
    await this.#learnOffers();
  }

  expectOffers(names: readonly string[]): void {
    this.#talk.demandOffers(names, (name) => this.offers(name));
  }

  /** Opens a mailbox for reading (`EXAMINE`), or to delete in it (`SELECT`). */
  async open(mailbox: string, how: 'EXAMINE' | 'SELECT'): Promise<void> {
    const answer = await this.#must(`${how} ${quoted(mailbox)}`, 'command-refused');
    this.#talk.note(`mailbox ${mailbox}`, 'opened');
    if (how === 'SELECT' && answer.code === 'READ-ONLY') {
      throw new ProbeFailure(
        'misconfigured',
        'The mailbox can only be read: test messages could not be deleted from it.',
      );
    }
  }

  /** Numbers of the messages whose subject holds the text. */
  async search(subject: string): Promise<number[]> {
    return this.#find(`UID SEARCH SUBJECT ${quoted(subject)}`);
  }

  /** The subjects of messages, by number. */
  async subjects(uids: readonly number[]): Promise<Map<number, string>> {
    if (uids.length === 0) return new Map();
    // Its beginning: strangers may write subjects of any length.
    const what = `BODY.PEEK[HEADER.FIELDS (SUBJECT)]<0.${SUBJECT_BYTES}>`;
    const { untagged } = await this.#must(`UID FETCH ${uids.join(',')} ${what}`, 'command-refused');
    return new Map(
      untagged.flatMap((line): [number, string][] => {
        const uid = /\bUID (\d{1,10})\b/i.exec(line)?.[1];
        return uid === undefined ? [] : [[Number(uid), line]];
      }),
    );
  }

  /** Deletes these messages and no other. */
  async delete(uids: readonly number[]): Promise<void> {
    if (uids.length === 0) return;
    const set = uids.join(',');
    await this.#must(`UID STORE ${set} +FLAGS.SILENT (\\Deleted)`, 'command-refused');
    if (this.offers('UIDPLUS')) {
      await this.#must(`UID EXPUNGE ${set}`, 'command-refused');
      return;
    }
    // Without UIDPLUS everything marked goes: only where nobody else has marked anything.
    const marked = await this.#find('UID SEARCH DELETED');
    if (marked.every((uid) => uids.includes(uid))) await this.#must('EXPUNGE', 'command-refused');
  }

  /** Takes leave; nobody waits for the answer. */
  logout(): void {
    this.#talk.send(`${this.#nextTag()} LOGOUT`);
  }

  async #find(command: string): Promise<number[]> {
    const { untagged } = await this.#must(command, 'command-refused');
    const found = untagged.flatMap((line) => /^\* SEARCH((?: \d{1,10})*)\s*$/i.exec(line)?.[1]?.split(' ') ?? []);
    return found.filter((uid) => uid !== '').map(Number);
  }

  async #learnOffers(): Promise<void> {
    const { untagged } = await this.#must('CAPABILITY', 'command-refused');
    const words = untagged.flatMap((line) => /^\* CAPABILITY (.*)$/i.exec(line)?.[1]?.split(' ') ?? []);
    this.#offers = new Set(words.map((word) => word.toUpperCase()));
  }

  async #authenticate(secret: string): Promise<Answer> {
    const tag = this.#nextTag();
    this.#talk.send(`${tag} AUTHENTICATE PLAIN`);
    return this.#read(tag, () => this.#talk.confide(secret));
  }

  async #plainLogin(username: string, password: string): Promise<Answer> {
    if (this.offers('LOGINDISABLED'))
      throw new ProbeFailure('login-refused', 'The server does not allow a login here.');
    const tag = this.#nextTag();
    this.#talk.confide(`${tag} LOGIN ${quoted(username)} ${quoted(password)}`);
    return this.#read(tag);
  }

  async #must(command: string, cause: ProbeFailure['reason']): Promise<Answer> {
    const tag = this.#nextTag();
    this.#talk.send(`${tag} ${command}`);
    const answer = await this.#read(tag);
    const verb = /^(UID )?\w+/.exec(command)?.[0] ?? 'a command';
    if (answer.status !== 'OK') throw this.#failure(cause, `The server refused ${verb}`, answer);
    return answer;
  }

  async #read(tag: string, goOn?: () => void): Promise<Answer> {
    const untagged: string[] = [];
    let asked = false;
    for (;;) {
      const line = await this.#readLine();
      const [, status, code, text = ''] =
        new RegExp(`^${tag} (OK|NO|BAD)\\b ?(?:\\[([\\w-]+)[^\\]]{0,2000}\\])?(.*)$`, 'is').exec(line) ?? [];
      if (status !== undefined) {
        return { status: status.toUpperCase() as Answer['status'], code: code?.toUpperCase(), text, untagged };
      }
      if (line.startsWith('* ')) untagged.push(line);
      else if (line.startsWith('+') && goOn && !asked) {
        asked = true;
        goOn();
      } else throw new ProbeFailure('protocol', `The server’s answer is no IMAP.${this.#talk.quote(line)}`);
      if (untagged.length > MOST_LINES) throw new ProbeFailure('too-large', 'An answer of the server has no end.');
    }
  }

  /** A line together with the pieces it announces by their length. */
  async #readLine(): Promise<string> {
    let line = await this.#talk.readLine();
    for (let pieces = 0; ; pieces += 1) {
      const length = /\{(\d{1,9})\+?\}$/.exec(line)?.[1];
      if (length === undefined) return line;
      if (pieces > 20) throw new ProbeFailure('too-large', 'An answer of the server has no end.');
      line += `\r\n${await this.#talk.readBytes(Number(length))}${await this.#talk.readLine()}`;
    }
  }

  #nextTag(): string {
    this.#tag += 1;
    return `A${this.#tag}`;
  }

  #failure(cause: ProbeFailure['reason'], what: string, { status, code, text }: Answer): ProbeFailure {
    const word = code !== undefined && KNOWN_CODES.test(code) ? ` (${code})` : '';
    return new ProbeFailure(cause, `${what} with ${status}${word}.${this.#talk.quote(text)}`);
  }
}

function quoted(text: string): string {
  if (!/^[\x20-\x7e]*$/.test(text)) {
    throw new ProbeFailure('misconfigured', 'The server takes plain characters alone in names and passwords.');
  }
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
