export const FRAME = {
  data: 0,
  headers: 1,
  reset: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goAway: 7,
  continuation: 9,
} as const;

export const FLAG = { ack: 1, endStream: 1, endHeaders: 4, padded: 8, priority: 32 } as const;

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

const HEADER_BYTES = 9;
/** What a server may send without having been allowed more. */
const LONGEST_PAYLOAD = 16_384;

export function writeFrame({ type, flags, stream, payload }: Frame): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUIntBE(payload.length, 0, 3);
  header[3] = type;
  header[4] = flags;
  header.writeUInt32BE(stream, 5);
  return Buffer.concat([header, payload]);
}

/** Frames of HTTP/2 (RFC 9113) out of bytes that come in any pieces. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  /** Undefined once a frame is longer than any may be. */
  take(bytes: Buffer): Frame[] | undefined {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const frames: Frame[] = [];
    while (this.#rest.length >= HEADER_BYTES) {
      const length = this.#rest.readUIntBE(0, 3);
      if (length > LONGEST_PAYLOAD) return undefined;
      if (this.#rest.length < HEADER_BYTES + length) break;
      frames.push(readFrame(this.#rest, length));
      this.#rest = this.#rest.subarray(HEADER_BYTES + length);
    }
    return frames;
  }
}

function readFrame(bytes: Buffer, length: number): Frame {
  return {
    type: bytes.readUInt8(3),
    flags: bytes.readUInt8(4),
    stream: bytes.readUInt32BE(5) & 0x7fff_ffff,
    payload: bytes.subarray(HEADER_BYTES, HEADER_BYTES + length),
  };
}

/** What a frame carries without its filling and its priority; undefined where they do not fit into it. */
export function contentOf({ type, flags, payload }: Frame): Buffer | undefined {
  const padding = flags & FLAG.padded ? (payload[0] ?? payload.length) : 0;
  const before = (flags & FLAG.padded ? 1 : 0) + (type === FRAME.headers && flags & FLAG.priority ? 5 : 0);
  return before + padding > payload.length ? undefined : payload.subarray(before, payload.length - padding);
}
