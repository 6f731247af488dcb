/** The answers that the health protocol knows, by their number. */
const SERVING_STATUSES = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'] as const;
export type ServingStatus = (typeof SERVING_STATUSES)[number];

const FRAME_HEADER = 5;
/** Field 1, a text. */
const SERVICE_TAG = 0x0a;

/** `HealthCheckRequest` in its frame: not compressed, its length, its one field. */
export function encodeHealthRequest(service: string): Buffer {
  const name = Buffer.from(service);
  const message = name.length === 0 ? name : Buffer.from([SERVICE_TAG, ...varint(name.length), ...name]);
  const header = Buffer.alloc(FRAME_HEADER);
  header.writeUInt32BE(message.length, 1);
  return Buffer.concat([header, message]);
}

/** Reads a framed `HealthCheckResponse`; undefined when it is none. */
export function decodeHealthResponse(frame: Buffer): ServingStatus | undefined {
  if (frame.length < FRAME_HEADER || frame[0] !== 0) return undefined;
  const message = frame.subarray(FRAME_HEADER);
  if (frame.readUInt32BE(1) !== message.length) return undefined;
  return SERVING_STATUSES[lastStatus(message) ?? -1];
}

/** Field 1 as a number, where the last one counts; fields that are not known are passed over. */
function lastStatus(message: Buffer): number | undefined {
  let status = 0;
  for (let at = 0; at < message.length; ) {
    const tag = readVarint(message, at);
    if (!tag) return undefined;
    const [field, wire] = [tag.value >>> 3, tag.value & 7];
    const value = wire === 0 || wire === 2 ? readVarint(message, tag.end) : { value: 0, end: tag.end };
    if (!value) return undefined;
    if (field === 1 && wire === 0) status = value.value;
    at = value.end + (wire === 2 ? value.value : wire === 1 ? 8 : wire === 5 ? 4 : 0);
    if (![0, 1, 2, 5].includes(wire) || at > message.length) return undefined;
  }
  return status;
}

function readVarint(bytes: Buffer, start: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let at = start; at < start + 5; at += 1) {
    const byte = bytes[at];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * (at - start));
    if (byte < 0x80) return { value, end: at + 1 };
  }
  return undefined;
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}
