import type { WindowFee } from './assessment.ts';
import type { Fraction } from './fraction.ts';

const RATIO = /^(\d+)\/([1-9]\d*)$/;

/** What is paid for the window in minor units, unrounded. */
export function exactFee({ minor, exact }: WindowFee): Fraction {
  return readRatio(exact) ?? { numerator: BigInt(minor), denominator: 1n };
}

/** What the whole window costs at that price: time and days of service are worth their part of it. */
export function wholeFee(fee: WindowFee): Fraction {
  return readRatio(fee.whole) ?? exactFee(fee);
}

function readRatio(text: string | undefined): Fraction | undefined {
  const [, numerator, denominator] = RATIO.exec(text ?? '') ?? [];
  if (numerator === undefined || denominator === undefined) return undefined;
  return { numerator: BigInt(numerator), denominator: BigInt(denominator) };
}
