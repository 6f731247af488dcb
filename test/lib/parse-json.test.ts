import { describe, expect, test } from 'vitest';
import { parseJson } from '#lib/parse-json';

describe('JSON that somebody typed', () => {
  test.each([
    ['{"a":1,}', 'unexpected "}" in line 1, column 8'],
    ['[1,\n 2 3]', 'unexpected "3" in line 2, column 4'],
    ['{"a": tru}', 'unexpected "}" in line 1, column 10'],
    ['{a:1}', 'unexpected "a" in line 1, column 2'],
    ['[1]x', 'unexpected "x" in line 1, column 4'],
    ['"abc', 'it ends too early, in line 1'],
    ['[{"a": 1},\n', 'it ends too early, in line 1'],
    [' \n', 'it is empty'],
    ['hello', 'unexpected "h" in line 1, column 1'],
  ])('%j: %s', (text, reason) => {
    expect(parseJson(text)).toEqual({ ok: false, reason });
  });

  test('may begin with a byte order mark', () => {
    expect(parseJson('\uFEFF[1]')).toEqual({ ok: true, value: [1] });
  });
});
