import { constants, inflateRawSync } from 'node:zlib';

/** A ZIP that is damaged, larger than allowed, or of a kind not read here; the message is a sentence. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
}

export interface ZipLimits {
  readonly entries: number;
  readonly bytesPerEntry: number;
}

const END = 0x06054b50;
const DIRECTORY = 0x02014b50;
const LOCAL = 0x04034b50;
const LONGEST_COMMENT = 65_535;

/** Reads a small ZIP wholly into memory; nothing of it is ever written to disk, and no entry can grow past its limit. */
export function readZip(bytes: Buffer, limits: ZipLimits): Map<string, Buffer> {
  const { count, offset } = readEnd(bytes);
  if (count > limits.entries) throw new ZipError(`It holds ${count} files; at most ${limits.entries} are read.`);
  const files = new Map<string, Buffer>();
  let at = offset;
  for (let index = 0; index < count; index += 1) {
    const entry = readEntry(bytes, at);
    if (files.has(entry.name)) throw new ZipError(`It holds “${entry.name}” twice.`);
    files.set(entry.name, contentOf(bytes, entry, limits));
    at = entry.next;
  }
  return files;
}

function readEnd(bytes: Buffer): { count: number; offset: number } {
  const last = bytes.length - 22;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at -= 1) {
    if (bytes.readUInt32LE(at) !== END) continue;
    return { count: bytes.readUInt16LE(at + 10), offset: bytes.readUInt32LE(at + 16) };
  }
  throw new ZipError('It is not a ZIP file.');
}

interface Entry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly local: number;
  readonly next: number;
}

function readEntry(bytes: Buffer, at: number): Entry {
  if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== DIRECTORY)
    throw new ZipError('Its list of files is damaged.');
  const nameLength = bytes.readUInt16LE(at + 28);
  const extra = bytes.readUInt16LE(at + 30);
  const comment = bytes.readUInt16LE(at + 32);
  return {
    name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
    flags: bytes.readUInt16LE(at + 8),
    method: bytes.readUInt16LE(at + 10),
    packed: bytes.readUInt32LE(at + 20),
    size: bytes.readUInt32LE(at + 24),
    local: bytes.readUInt32LE(at + 42),
    next: at + 46 + nameLength + extra + comment,
  };
}

function contentOf(bytes: Buffer, entry: Entry, { bytesPerEntry }: ZipLimits): Buffer {
  const { name, flags, method, packed, size, local } = entry;
  if ((flags & 1) === 1) throw new ZipError(`“${name}” is encrypted.`);
  if (size > bytesPerEntry) throw new ZipError(`“${name}” is larger than ${bytesPerEntry} bytes.`);
  if (local + 30 > bytes.length || bytes.readUInt32LE(local) !== LOCAL) throw new ZipError(`“${name}” is damaged.`);
  const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  if (from + packed > bytes.length) throw new ZipError(`“${name}” is cut off.`);
  const content = unpack(bytes.subarray(from, from + packed), { name, method, bytesPerEntry });
  if (content.length !== size) throw new ZipError(`“${name}” is not as long as it says.`);
  return content;
}

function unpack(
  packed: Buffer,
  { name, method, bytesPerEntry }: { readonly name: string; readonly method: number; readonly bytesPerEntry: number },
): Buffer {
  if (method === 0) return packed;
  if (method !== 8) throw new ZipError(`“${name}” is packed in a way that is not read here.`);
  try {
    return inflateRawSync(packed, { maxOutputLength: bytesPerEntry, finishFlush: constants.Z_FINISH });
  } catch {
    throw new ZipError(`“${name}” cannot be unpacked, or is larger than ${bytesPerEntry} bytes.`);
  }
}
