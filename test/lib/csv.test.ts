import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeCsv } from '#lib/csv';

const cell = (text: string): string => writeCsv([[text]], { delimiter: ',' }).slice(0, -2);

describe('CSV', () => {
  test.each(['=1+1', '+1+1', '-1+cmd', '@SUM(A1)', '\t=1', '-', '+44 20', '-2-3', '\r=1'])(
    '%j does not begin as a formula',
    (text) => {
      expect(cell(text).replace(/^"/, '')).toMatch(/^'/);
    },
  );

  test.each([' =1+1', '\u00a0=1+1', '\uff1d1+1', '\u200b=1+1', '\ufeff \u2060@x', '|calc', ' -1', '\uff0b1'])(
    '%j does not become a formula once it is trimmed',
    (text) => {
      expect(cell(text)).toBe(`'${text}`);
    },
  );

  test.each([' text', '\u200btext', 'a = b', 'a|b'])('%j stays as it is', (text) => {
    expect(cell(text)).toBe(text);
  });

  test.each(['-3', '12.50', '-12,5', '0'])('%s stays a number', (text) => {
    expect(cell(text).replaceAll('"', '')).toBe(text);
  });

  test('quotes, delimiters and line ends are kept inside one cell', () => {
    expect(writeCsv([['a "b"', 'c,d', 'e\r\nf']], { delimiter: ',' })).toBe('"a ""b""","c,d","e\r\nf"\r\n');
    expect(writeCsv([['c,d', 'c;d']], { delimiter: ';' })).toBe('c,d;"c;d"\r\n');
  });

  test('what is written is read back cell by cell', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r', ' ', '=') });
    fc.assert(
      fc.property(fc.array(fc.array(text, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 3 }), (rows) => {
        const read = readCsv(writeCsv(rows, { delimiter: ',' }));
        expect(read.map((row) => row.map(withoutApostrophe))).toEqual(rows.map((row) => row.map(withoutApostrophe)));
      }),
    );
  });
});

const withoutApostrophe = (text: string): string => text.replace(/^'/, '');

/** A reader of RFC 4180 written for this test alone. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let quoted = false;
  let current = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (quoted && char === '"' && text[at + 1] === '"') {
      current += '"';
      at++;
    } else if (char === '"') quoted = !quoted;
    else if (!quoted && (char === ',' || char === '\r')) {
      rows.at(-1)?.push(current);
      current = '';
      if (char === '\r') {
        rows.push([]);
        at++;
      }
    } else current += char;
  }
  return rows.slice(0, -1);
}
