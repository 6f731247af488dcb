import type { Socket } from 'node:net';
import { contentOf, FLAG, FRAME, type Frame, FrameReader, writeFrame } from './frames.ts';
import { readHeaderBlock, writeHeaderBlock } from './header-block.ts';

export interface Http2Call {
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** Bytes of an answer's body that are taken. */
  readonly bodyLimit: number;
  /** Hears that the answer begins. */
  readonly onAnswer?: () => void;
}

export interface Http2Answer {
  /** Of its beginning and its end. */
  readonly fields: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** The server's answer is none of HTTP/2, too large, or ends early. */
export class Http2Error extends Error {
  readonly reason: 'protocol' | 'too-large' | 'reset';

  constructor(reason: Http2Error['reason'], sentence: string) {
    super(sentence);
    this.reason = reason;
  }
}

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
/** No table of earlier header fields, no pushed answers, header lists of 16 kB. */
const SETTINGS = Buffer.from('000100000000000200000000000600004000', 'hex');
const HEADER_LIMIT = 16_384;
const TOTAL_LIMIT = 262_144;

/**
 * One call over a connection of its own. Not by `node:http2`: a server that ends it within its header fields makes that abort the
 * whole process, which no caller can catch.
 */
export async function callHttp2(socket: Socket, call: Http2Call): Promise<Http2Answer> {
  const talk = new Talk(call, (frame) => void socket.write(writeFrame(frame)));
  const headers = { type: FRAME.headers, flags: FLAG.endHeaders, stream: 1, payload: writeHeaderBlock(call.headers) };
  const body = { type: FRAME.data, flags: FLAG.endStream, stream: 1, payload: call.body };
  const settings = { type: FRAME.settings, flags: 0, stream: 0, payload: SETTINGS };
  socket.write(Buffer.concat([PREFACE, ...[settings, headers, body].map(writeFrame)]));
  const reader = new FrameReader();
  let received = 0;
  for await (const chunk of socket) {
    received += chunk.length;
    if (received > TOTAL_LIMIT) throw new Http2Error('too-large', 'The server said more than any server has to say.');
    const frames = reader.take(chunk);
    if (!frames) throw noHttp2('a frame is too long');
    for (const frame of frames) {
      talk.hear(frame);
      if (talk.answer) return talk.answer;
    }
  }
  throw new Http2Error('reset', 'The connection was closed before the answer was complete.');
}

/** What is known of the one call of a connection, frame by frame. */
class Talk {
  readonly #call: Http2Call;
  readonly #say: (frame: Frame) => void;
  readonly #body: Buffer[] = [];
  #size = 0;
  #isGreeted = false;
  #hasBegun = false;
  #fields: ReadonlyMap<string, string> = new Map();
  /** Of header fields that are not complete yet. */
  #block: { readonly parts: Buffer[]; readonly isLast: boolean } | undefined;
  /** Once it is complete. */
  answer: Http2Answer | undefined;

  constructor(call: Http2Call, say: (frame: Frame) => void) {
    this.#call = call;
    this.#say = say;
  }

  hear(frame: Frame): void {
    if (!this.#isGreeted && (frame.type !== FRAME.settings || frame.flags & FLAG.ack))
      throw noHttp2('it does not begin with its settings');
    this.#isGreeted = true;
    if (this.#block && frame.type !== FRAME.continuation) throw noHttp2('header fields are interrupted');
    switch (frame.type) {
      case FRAME.settings:
      case FRAME.ping:
        this.#acknowledge(frame);
        break;
      case FRAME.headers:
        this.#begin(frame);
        break;
      case FRAME.continuation:
        this.#goOn(frame);
        break;
      case FRAME.data:
        this.#take(frame);
        break;
      case FRAME.reset:
        throw new Http2Error('reset', `The server cut the call short (HTTP/2 error ${codeOf(frame.payload)}).`);
      case FRAME.goAway:
        this.#leave(frame);
        break;
      case FRAME.pushPromise:
        throw noHttp2('it pushes what nobody asked for');
    }
  }

  #acknowledge({ type, flags, payload }: Frame): void {
    if (flags & FLAG.ack) return;
    this.#say({ type, flags: FLAG.ack, stream: 0, payload: type === FRAME.ping ? payload : Buffer.alloc(0) });
  }

  #leave({ payload }: Frame): void {
    const lastTaken = payload.length < 8 ? 0 : payload.readUInt32BE(0) & 0x7fff_ffff;
    const error = codeOf(payload.subarray(4));
    if (lastTaken >= 1 && error === 0) return;
    throw new Http2Error('reset', `The server takes no call on this connection (HTTP/2 error ${error}).`);
  }

  #begin(frame: Frame): void {
    const content = frame.stream === 1 ? contentOf(frame) : undefined;
    if (!content) throw noHttp2('header fields are damaged');
    this.#block = { parts: [content], isLast: (frame.flags & FLAG.endStream) !== 0 };
    this.#endBlock(frame);
  }

  #goOn(frame: Frame): void {
    if (!this.#block || frame.stream !== 1) throw noHttp2('header fields go on that never began');
    this.#block.parts.push(frame.payload);
    this.#endBlock(frame);
  }

  #endBlock({ flags }: Frame): void {
    if (!this.#block) return;
    const { parts, isLast } = this.#block;
    const size = parts.reduce((sum, part) => sum + part.length, 0);
    if (size > HEADER_LIMIT || parts.length > HEADER_LIMIT / 64)
      throw new Http2Error('too-large', 'The header fields of the answer are too large.');
    if (!(flags & FLAG.endHeaders)) return;
    this.#block = undefined;
    const fields = readHeaderBlock(Buffer.concat(parts));
    if (!fields) throw noHttp2('header fields are damaged');
    // A hint before the answer is none.
    if (/^1\d\d$/.test(fields.get(':status') ?? '') && !isLast) return;
    if (this.#hasBegun && !isLast) throw noHttp2('it begins twice');
    if (!this.#hasBegun) this.#call.onAnswer?.();
    this.#hasBegun = true;
    this.#fields = new Map([...this.#fields, ...fields]);
    if (isLast) this.#end();
  }

  #take(frame: Frame): void {
    const content = frame.stream === 1 && this.#hasBegun ? contentOf(frame) : undefined;
    if (!content) throw noHttp2('its data are damaged');
    this.#size += content.length;
    if (this.#size > this.#call.bodyLimit) {
      throw new Http2Error('too-large', `The answer is longer than ${this.#call.bodyLimit} bytes.`);
    }
    this.#body.push(content);
    if (frame.flags & FLAG.endStream) this.#end();
  }

  #end(): void {
    this.answer = { fields: this.#fields, body: Buffer.concat(this.#body) };
  }
}

function codeOf(payload: Buffer): number {
  return payload.length < 4 ? 0 : payload.readUInt32BE(0);
}

function noHttp2(why: string): Http2Error {
  return new Http2Error('protocol', `The answer did not follow HTTP/2: ${why}.`);
}
