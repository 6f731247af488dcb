import { expect, test } from 'vitest';
import { safePattern } from '#lib/safe-pattern';

test.each([
  ['status: *(ok|fine)', 'status:  fine', true],
  ['(?i)^OK$', 'ok', true],
  ['\\d{3}', '12', false],
])('%s is looked for anywhere in a text', (expression, text, isIn) => {
  expect(safePattern(expression)?.isIn(text)).toBe(isIn);
});

test.each(['(', 'a**', '(?=a)', '(a)\\1', 'a{999}', '((a{9}){9}){9}'])('%s is refused', (expression) => {
  expect(safePattern(expression)).toBeUndefined();
});

test('patterns that make others try for ever end soon, on texts of any length', () => {
  const texts = ['a'.repeat(5_000_000), 'ab'.repeat(2_500_000), 'é🙂'.repeat(1_000_000)];
  for (const expression of ['(a+)+$x', '(a|a)*b$', '(a?){20}a{20}c', '(.*a){9}Z', '^(([a-z])+.)+[A-Z]']) {
    for (const text of texts) {
      const startedAt = performance.now();
      safePattern(expression)?.isIn(text);
      expect(performance.now() - startedAt, expression).toBeLessThan(20_000);
    }
  }
});
