import type { Socket } from 'node:net';
import type { Security } from '#lib/check-targets/mail-server';
import { openSocket, secureSocket } from '#lib/guarded-socket';
import { type Attempt, ProbeFailure } from '../attempt.ts';

const LINE_LIMIT = 65_536;
const TOTAL_LIMIT = 1_048_576;
const TOLD_CHARACTERS = 200;

export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly security: Security;
  readonly authorities?: string | undefined;
}

/** Opens a connection to a mail server, encrypted if it begins so. */
export async function openLineTalk(server: MailServer, run: Attempt): Promise<LineTalk> {
  const { host, port } = server;
  const socket = await openSocket({ ...run, hostname: host, protocol: 'tcp:', port: String(port) });
  run.finally(() => socket.destroy());
  const talk = new LineTalk(socket, server, run);
  if (server.security === 'tls') await talk.encrypt();
  return talk;
}

/** A talk with a server line by line, within a bound of bytes. What is sent is one line, whatever stands in it. */
export class LineTalk {
  readonly #server: MailServer;
  readonly #run: Attempt;
  #socket: Socket;
  #buffer = Buffer.alloc(0);
  #received = 0;
  #confided = false;

  constructor(socket: Socket, server: MailServer, run: Attempt) {
    this.#socket = socket;
    this.#server = server;
    this.#run = run;
  }

  /** How the server may call us: the address we come from. */
  get ownName(): string {
    const { localAddress = '127.0.0.1' } = this.#socket;
    return localAddress.includes(':') ? `[IPv6:${localAddress}]` : `[${localAddress}]`;
  }

  send(line: string): void {
    // No name, password or mailbox may begin a command of its own.
    if (/[\r\n\0]/.test(line)) throw new ProbeFailure('misconfigured', 'A line to be sent holds the end of a line.');
    this.#socket.write(`${line}\r\n`);
  }

  /** Sends a line that holds a secret: from now on no word of the server is told on, in case it repeats what it heard. */
  confide(line: string): void {
    this.#confided = true;
    this.send(line);
  }

  /** Text of several lines, ended by a line with a dot alone. */
  sendText(lines: readonly string[]): void {
    for (const line of lines) this.send(line.startsWith('.') ? `.${line}` : line);
    this.send('.');
  }

  /** The next line without its end. */
  async readLine(): Promise<string> {
    for (;;) {
      const end = this.#buffer.indexOf(0x0a);
      if (end >= 0)
        return this.#take(end + 1)
          .toString('utf8')
          .replace(/\r?\n$/, '');
      if (this.#buffer.length > LINE_LIMIT) throw tooLarge();
      await this.#receive();
    }
  }

  /** So many bytes, as an announcement of the server promised them. */
  async readBytes(count: number): Promise<string> {
    if (count > LINE_LIMIT) throw tooLarge();
    while (this.#buffer.length < count) await this.#receive();
    return this.#take(count).toString('utf8');
  }

  /** Encrypts the connection from here on. */
  async encrypt(): Promise<void> {
    // What came unencrypted would be taken for an answer given under encryption.
    if (this.#buffer.length > 0 || this.#socket.readableLength > 0) {
      throw new ProbeFailure('protocol', 'The server went on talking in clear after it agreed to encrypt.');
    }
    const { host, authorities } = this.#server;
    const encrypted = await secureSocket(this.#socket, { servername: host, ca: authorities, clock: this.#run.clock });
    this.#run.finally(() => encrypted.destroy());
    this.#socket = encrypted;
    this.note('encryption', encrypted.getProtocol() ?? 'agreed');
  }

  /** Tells whoever watches the run that a step went well. */
  note(what: string, found: string): void {
    this.#run.note?.({ kind: 'expectation', what, held: true, found });
  }

  /** Ends the talk where the server does not offer what is expected of it. */
  demandOffers(names: readonly string[], offers: (name: string) => boolean): void {
    this.#run.demand(
      names.map((name) => {
        const held = offers(name);
        const detail = `The server does not offer ${name}.`;
        return {
          what: `offers ${name}`,
          found: held ? 'offered' : 'not offered',
          held,
          cause: 'capability-missing',
          detail,
        };
      }),
    );
  }

  /** A word of the server for the operator, as long as it knows no secret of ours. */
  quote(text: string): string {
    const plain = text.replace(/[^\x20-\x7e]+/g, ' ').trim();
    return this.#confided || plain === '' ? '' : ` It said: “${plain.slice(0, TOLD_CHARACTERS)}”`;
  }

  #take(count: number): Buffer {
    const taken = this.#buffer.subarray(0, count);
    this.#buffer = this.#buffer.subarray(count);
    return taken;
  }

  async #receive(): Promise<void> {
    const chunk: unknown = this.#socket.read();
    if (!Buffer.isBuffer(chunk)) return untilReadable(this.#socket);
    this.#run.clock.mark('firstByte');
    this.#received += chunk.length;
    if (this.#received > TOTAL_LIMIT) throw tooLarge();
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
  }
}

function tooLarge(): ProbeFailure {
  return new ProbeFailure('too-large', 'The server said more than any server has to say.');
}

function untilReadable(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: unknown): void => {
      socket.off('readable', settleWell).off('error', settle).off('end', settleClosed).off('close', settleClosed);
      if (error === undefined) resolve();
      else reject(error);
    };
    const settleWell = (): void => settle();
    const settleClosed = (): void =>
      settle(socket.errored ?? Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
    if (socket.destroyed || socket.readableEnded) return settleClosed();
    socket.on('readable', settleWell).on('error', settle).on('end', settleClosed).on('close', settleClosed);
  });
}
