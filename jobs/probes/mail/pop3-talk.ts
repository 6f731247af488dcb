import { ProbeFailure } from '../attempt.ts';
import type { LineTalk } from './line-talk.ts';

const MOST_LINES = 200;
const KNOWN_CODES = /^-ERR \[(AUTH|SYS\/TEMP|SYS\/PERM|IN-USE|LOGIN-DELAY)\]/i;

/** A talk in POP3 (RFC 1939), as much of it as a health check needs. */
export class Pop3Talk {
  readonly #talk: LineTalk;

  constructor(talk: LineTalk) {
    this.#talk = talk;
  }

  async greet(): Promise<void> {
    const line = await this.#talk.readLine();
    if (/^-ERR/i.test(line))
      throw new ProbeFailure('not-serving', `The server sends us away.${this.#talk.quote(line)}`);
    this.#requireAnswer(line);
    this.#talk.note('greeting', '+OK');
  }

  async startTls(): Promise<void> {
    if (!(await this.#offers()).has('STLS'))
      throw new ProbeFailure('starttls-missing', 'The server does not offer STLS.');
    await this.#must('STLS', 'starttls-missing');
    await this.#talk.encrypt();
  }

  async login(username: string, password: string): Promise<void> {
    await this.#must(`USER ${username}`, 'login-refused');
    this.#talk.confide(`PASS ${password}`);
    this.#judge(await this.#talk.readLine(), 'PASS', 'login-refused');
    await this.#must('STAT', 'command-refused');
    this.#talk.note('login', 'accepted');
  }

  /** Takes leave; nobody waits for the answer. */
  quit(): void {
    this.#talk.send('QUIT');
  }

  async #offers(): Promise<ReadonlySet<string>> {
    this.#talk.send('CAPA');
    const line = await this.#talk.readLine();
    this.#requireAnswer(line);
    // A server that does not know the question may offer it all the same.
    if (/^-ERR/i.test(line)) return new Set(['STLS']);
    const offers = new Set<string>();
    for (let count = 0; count < MOST_LINES; count += 1) {
      const offer = await this.#talk.readLine();
      if (offer === '.') return offers;
      offers.add(offer.split(' ', 1)[0]?.toUpperCase() ?? '');
    }
    throw new ProbeFailure('too-large', 'An answer of the server has no end.');
  }

  async #must(command: string, cause: ProbeFailure['reason']): Promise<void> {
    this.#talk.send(command);
    this.#judge(await this.#talk.readLine(), command.split(' ', 1)[0] ?? '', cause);
  }

  #judge(line: string, verb: string, cause: ProbeFailure['reason']): void {
    this.#requireAnswer(line);
    if (/^\+OK/i.test(line)) return;
    const code = KNOWN_CODES.exec(line)?.[1];
    const word = code === undefined ? '' : ` (${code.toUpperCase()})`;
    throw new ProbeFailure(cause, `The server refused ${verb}${word}.${this.#talk.quote(line)}`);
  }

  #requireAnswer(line: string): void {
    if (!/^(\+OK|-ERR)(\s|$)/i.test(line)) {
      throw new ProbeFailure('protocol', `The server’s answer is no POP3.${this.#talk.quote(line)}`);
    }
  }
}
