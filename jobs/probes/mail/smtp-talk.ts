import { type Attempt, ProbeFailure } from '../attempt.ts';
import { type LineTalk, type MailServer, openLineTalk } from './line-talk.ts';

export interface SmtpServer extends MailServer {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

export interface TestMessage {
  readonly from: string;
  readonly to: string;
  readonly lines: readonly string[];
}

interface Reply {
  readonly code: number;
  readonly lines: readonly string[];
}

const MOST_LINES = 200;
const PORTS = { tls: 465, starttls: 587, none: 25 } as const;

export function smtpPortOf(security: MailServer['security'], port: number | undefined): number {
  return port ?? PORTS[security];
}

/** Greets a server, encrypts the connection and signs in, as far as the target says. */
export async function openSmtp(server: SmtpServer, run: Attempt): Promise<SmtpTalk> {
  const smtp = new SmtpTalk(await openLineTalk(server, run));
  await smtp.greet();
  await smtp.hello();
  if (server.security === 'starttls') await smtp.startTls();
  const { username, password } = server;
  if (username !== undefined && password !== undefined) await smtp.login(username, password);
  return smtp;
}

/** A talk in SMTP (RFC 5321). */
export class SmtpTalk {
  readonly #talk: LineTalk;
  #offers: ReadonlyMap<string, string> = new Map();

  constructor(talk: LineTalk) {
    this.#talk = talk;
  }

  async greet(): Promise<void> {
    const reply = await this.#read();
    if (reply.code !== 220) throw this.#failure('unexpected-code', `The server greeted with ${reply.code}.`, reply);
    this.#talk.note('greeting', String(reply.code));
  }

  async hello(): Promise<void> {
    const reply = await this.#ask(`EHLO ${this.#talk.ownName}`);
    if (reply.code !== 250)
      throw this.#failure('command-refused', `The server answered EHLO with ${reply.code}.`, reply);
    const words = reply.lines.slice(1).map((line) => /^(\S+) ?(.*)$/.exec(line) ?? []);
    this.#offers = new Map(words.map(([, name = '', rest = '']) => [name.toUpperCase(), rest]));
  }

  async startTls(): Promise<void> {
    if (!this.#offers.has('STARTTLS'))
      throw new ProbeFailure('starttls-missing', 'The server does not offer STARTTLS.');
    const reply = await this.#ask('STARTTLS');
    if (reply.code !== 220)
      throw this.#failure('starttls-missing', `The server answered STARTTLS with ${reply.code}.`, reply);
    await this.#talk.encrypt();
    await this.hello();
  }

  async login(username: string, password: string): Promise<void> {
    const offered = new Set((this.#offers.get('AUTH') ?? '').toUpperCase().split(' '));
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    if (offered.has('PLAIN')) {
      const reply = await this.#confide(`AUTH PLAIN ${base64(`\0${username}\0${password}`)}`);
      return this.#judgeLogin(reply);
    }
    if (!offered.has('LOGIN'))
      throw new ProbeFailure('login-refused', 'The server offers no way to sign in with a password.');
    const first = await this.#ask('AUTH LOGIN');
    if (first.code !== 334) return this.#judgeLogin(first);
    const second = await this.#confide(base64(username));
    return this.#judgeLogin(second.code === 334 ? await this.#confide(base64(password)) : second);
  }

  expectOffers(names: readonly string[]): void {
    this.#talk.demandOffers(names, (name) => this.#offers.has(name.toUpperCase()));
  }

  /** Hands a message over; once it returns, the server has taken it. */
  async submit({ from, to, lines }: TestMessage): Promise<void> {
    const steps: readonly (readonly [say: string, what: string, code: number])[] = [
      [`MAIL FROM:<${from}>`, 'the sender', 250],
      [`RCPT TO:<${to}>`, 'the recipient', 250],
      ['DATA', 'a message', 354],
    ];
    for (const [say, what, expected] of steps) {
      const reply = await this.#ask(say);
      if (reply.code !== expected && !(expected === 250 && reply.code === 251)) throw this.#refused(what, reply);
    }
    this.#talk.sendText(lines);
    const reply = await this.#read();
    if (reply.code !== 250) throw this.#refused('the message', reply);
    this.#talk.note('test message', 'taken');
  }

  /** Takes leave; nobody waits for the answer. */
  quit(): void {
    this.#talk.send('QUIT');
  }

  #ask(line: string): Promise<Reply> {
    this.#talk.send(line);
    return this.#read();
  }

  #confide(line: string): Promise<Reply> {
    this.#talk.confide(line);
    return this.#read();
  }

  async #read(): Promise<Reply> {
    const lines: string[] = [];
    let code: string | undefined;
    for (;;) {
      const line = await this.#talk.readLine();
      const [, digits, mark, text = ''] = /^([2-5]\d\d)(?:([ -])(.*))?$/.exec(line) ?? [];
      if (digits === undefined || (code !== undefined && digits !== code)) {
        throw new ProbeFailure('protocol', `The server’s answer is no SMTP.${this.#talk.quote(line)}`);
      }
      code = digits;
      lines.push(text);
      if (mark !== '-') return { code: Number(digits), lines };
      if (lines.length > MOST_LINES) throw new ProbeFailure('too-large', 'An answer of the server has no end.');
    }
  }

  #judgeLogin(reply: Reply): void {
    if (reply.code !== 235)
      throw this.#failure('login-refused', `The server refused the login with ${reply.code}.`, reply);
    this.#talk.note('login', 'accepted');
  }

  #refused(what: string, reply: Reply): ProbeFailure {
    return this.#failure('mail-refused', `The server refused ${what} with ${reply.code}.`, reply);
  }

  #failure(cause: ProbeFailure['reason'], sentence: string, { lines }: Reply): ProbeFailure {
    return new ProbeFailure(cause, `${sentence}${this.#talk.quote(lines.join(' '))}`);
  }
}
