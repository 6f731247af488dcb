import { readHuffman } from './huffman.ts';

/** The statuses of the static table of HPACK (RFC 7541, appendix A), from its eighth entry on. */
const STATUSES = ['200', '204', '206', '304', '400', '404', '500'];
const FIRST_STATUS = 8;
const STATIC_ENTRIES = 61;

type Fields = ReadonlyMap<string, string>;

/** Header fields as literals that no table keeps, and no one on the way repeats. */
export function writeHeaderBlock(fields: readonly (readonly [name: string, value: string])[]): Buffer {
  return Buffer.concat(
    fields.flatMap(([name, value]) => [Buffer.from([0x10]), ...writeText(name), ...writeText(value)]),
  );
}

/**
 * The status and the fields a server names itself; of the others of the static table nothing is kept. Undefined where the block
 * is damaged, or uses the table of earlier fields, which we told the server not to have.
 */
export function readHeaderBlock(block: Buffer): Fields | undefined {
  const fields = new Map<string, string>();
  const reader = new BlockReader(block);
  try {
    while (!reader.isAtEnd) readField(reader, fields);
    return fields;
  } catch (error) {
    if (error instanceof DamagedBlock) return undefined;
    throw error;
  }
}

class DamagedBlock extends Error {}

function readField(reader: BlockReader, fields: Map<string, string>): void {
  const first = reader.peek();
  if (first & 0x80) {
    const index = staticIndex(reader.number(7));
    const status = STATUSES[index - FIRST_STATUS];
    if (status !== undefined) fields.set(':status', status);
    return;
  }
  if ((first & 0xe0) === 0x20) {
    if (reader.number(5) !== 0) throw new DamagedBlock();
    return;
  }
  const index = reader.number((first & 0xc0) === 0x40 ? 6 : 4);
  const name = index === 0 ? reader.text() : nameOf(staticIndex(index));
  const value = reader.text();
  if (name !== undefined && value !== undefined) fields.set(name, value);
}

function staticIndex(index: number): number {
  if (index === 0 || index > STATIC_ENTRIES) throw new DamagedBlock();
  return index;
}

function nameOf(index: number): string | undefined {
  return STATUSES[index - FIRST_STATUS] === undefined ? undefined : ':status';
}

class BlockReader {
  readonly #block: Buffer;
  #at = 0;

  constructor(block: Buffer) {
    this.#block = block;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#block.length;
  }

  peek(): number {
    const byte = this.#block[this.#at];
    if (byte === undefined) throw new DamagedBlock();
    return byte;
  }

  /** A number that begins in the last bits of a byte. */
  number(bits: number): number {
    const most = 2 ** bits - 1;
    let value = this.#next() & most;
    if (value < most) return value;
    for (let shift = 0; shift <= 21; shift += 7) {
      const byte = this.#next();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new DamagedBlock();
  }

  /** Undefined where it holds what no header we look at has. */
  text(): string | undefined {
    const isPacked = (this.peek() & 0x80) !== 0;
    const end = this.number(7) + this.#at;
    if (end > this.#block.length) throw new DamagedBlock();
    const bytes = this.#block.subarray(this.#at, end);
    this.#at = end;
    return isPacked ? readHuffman(bytes) : bytes.toString('latin1');
  }

  #next(): number {
    const byte = this.peek();
    this.#at += 1;
    return byte;
  }
}

function writeText(text: string): readonly Buffer[] {
  const bytes = Buffer.from(text, 'latin1');
  return [writeNumber(bytes.length), bytes];
}

function writeNumber(value: number): Buffer {
  if (value < 0x7f) return Buffer.from([value]);
  const bytes = [0x7f];
  let rest = value - 0x7f;
  for (; rest >= 0x80; rest >>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Buffer.from([...bytes, rest]);
}
