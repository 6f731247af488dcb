import { exactNumber, type Fraction } from '../sla/fraction.ts';

export const NOTHING: Fraction = { numerator: 0n, denominator: 1n };

/** `numerator / denominator` of whole numbers, reduced; the denominator is above zero. */
export function fraction(numerator: number | bigint, denominator: number | bigint = 1): Fraction {
  return reduced(BigInt(numerator), BigInt(denominator));
}

export function plus(a: Fraction, b: Fraction): Fraction {
  return reduced(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

export function times(a: Fraction, b: Fraction): Fraction {
  return reduced(a.numerator * b.numerator, a.denominator * b.denominator);
}

/** The nearest whole number, a half goes up; undefined where it is larger than any that is exact. */
export function halfUpIfExact(ratio: Fraction): number | undefined {
  const nearest = nearestWhole(ratio);
  const isExact = nearest <= BigInt(Number.MAX_SAFE_INTEGER) && nearest >= BigInt(Number.MIN_SAFE_INTEGER);
  return isExact ? Number(nearest) : undefined;
}

/** The nearest whole number, a half goes up; throws where it is larger than any that is exact. */
export function halfUp(ratio: Fraction): number {
  return exactNumber(nearestWhole(ratio));
}

function nearestWhole({ numerator, denominator }: Fraction): bigint {
  const doubled = numerator * 2n + denominator;
  const divisor = denominator * 2n;
  const quotient = doubled / divisor;
  return doubled < 0n && doubled % divisor !== 0n ? quotient - 1n : quotient;
}

/** `N/D`, reduced. */
export function printFraction({ numerator, denominator }: Fraction): string {
  return `${numerator}/${denominator}`;
}

function reduced(numerator: bigint, denominator: bigint): Fraction {
  const divisor = greatestCommonDivisor(numerator < 0n ? -numerator : numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [left, right] = [a, b];
  while (right !== 0n) [left, right] = [right, left % right];
  return left;
}
