import type { WindowFee } from './assessment.ts';
import type { Fraction } from './fraction.ts';

const RATIO = /^(\d+)\/([1-9]\d*)$/;

/** A fee in minor units, unrounded. */
export function exactFee({ minor, exact }: WindowFee): Fraction {
  const [, numerator, denominator] = RATIO.exec(exact ?? '') ?? [];
  if (numerator === undefined || denominator === undefined) return { numerator: BigInt(minor), denominator: 1n };
  return { numerator: BigInt(numerator), denominator: BigInt(denominator) };
}
