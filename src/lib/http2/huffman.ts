/** The characters of the Huffman code of HPACK (RFC 7541, appendix B) by the length of their codes; a code is the last one plus one. */
const BY_LENGTH: readonly (readonly [bits: number, characters: string])[] = [
  [5, '012aceiost'],
  [6, ' %-./3456789=A_bdfghlmnpru'],
  [7, ':BCDEFGHIJKLMNOPQRSTUVWYjkqvwxyz'],
  [8, '&*,;XZ'],
  [10, '!"()?'],
  [11, "'+|"],
  [12, '#>'],
  [13, '\0$@[]~'],
  [14, '^}'],
  [15, '<`{'],
  [19, '\\'],
];

const LONGEST = 19;
const CHARACTERS = readCodes();

/** Unpacks a text; undefined where it holds anything but printable ASCII, which no header we look at has. */
export function readHuffman(bytes: Buffer): string | undefined {
  let text = '';
  let code = 0;
  let bits = 0;
  for (const byte of bytes) {
    for (let mask = 0x80; mask > 0; mask >>= 1) {
      code = code * 2 + (byte & mask ? 1 : 0);
      bits += 1;
      const character = CHARACTERS.get(keyOf(code, bits));
      if (character !== undefined) {
        text += character;
        code = 0;
        bits = 0;
      } else if (bits >= LONGEST) return undefined;
    }
  }
  // What fills the last byte is the beginning of a code of ones alone.
  const isFilling = bits < 8 && code === 2 ** bits - 1;
  return isFilling && !text.includes('\0') ? text : undefined;
}

function readCodes(): ReadonlyMap<number, string> {
  const codes = new Map<number, string>();
  let next = 0;
  let before = 0;
  for (const [bits, characters] of BY_LENGTH) {
    next *= 2 ** (bits - before);
    before = bits;
    for (const character of characters) codes.set(keyOf(next++, bits), character);
  }
  return codes;
}

/** A code of five bits is another than the same number in six. */
function keyOf(code: number, bits: number): number {
  return 2 ** bits + code;
}
