import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LARGEST_AMOUNT, parseAmount, parseDecimal, printDecimal } from '#domain/credits/amount';

describe('amounts', () => {
  test.each([
    ['12.50', 'money', 'EUR', 1250],
    ['12,50', 'money', 'EUR', 1250],
    ['12', 'money', 'EUR', 1200],
    ['12', 'money', 'JPY', 12],
    ['1.234', 'money', 'KWD', 1234],
    ['7', 'days', null, 7],
    ['12,5', 'percent', null, 125_000],
    [' 3 ', 'days', null, 3],
  ] as const)('“%s” in %s (%s) is %i', (text, unit, currency, value) => {
    expect(parseAmount(text, unit, currency)).toBe(value);
  });

  test.each([
    '',
    '-1',
    '+1',
    'NaN',
    '1e309',
    'Infinity',
    '١٢',
    '１２',
    '1 000',
    '0x10',
    '1.2.3',
    '=1+1',
    '9999999999999',
  ])('“%s” is refused in every unit', (text) => {
    for (const unit of ['days', 'percent', 'money'] as const) expect(parseAmount(text, unit, 'EUR')).toBeUndefined();
  });

  test('digits that the unit does not have are refused, never rounded', () => {
    expect(parseAmount('1.5', 'days', null)).toBeUndefined();
    expect(parseAmount('1.999', 'money', 'EUR')).toBeUndefined();
    expect(parseAmount('1.5', 'money', 'JPY')).toBeUndefined();
    expect(parseAmount('1.50', 'money', null)).toBeUndefined();
  });

  test('what is printed is read back as the same figure', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LARGEST_AMOUNT }), fc.integer({ min: 0, max: 4 }), (value, digits) => {
        expect(parseDecimal(printDecimal(value, digits), digits)).toBe(value);
      }),
    );
  });
});
