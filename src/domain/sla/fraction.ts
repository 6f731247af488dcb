/** An exact ratio. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const DECIMAL = /^(\d{1,12})(?:\.(\d{1,12}))?$/;

/** Whether text is a plain decimal number such as `99.9`. */
export function isDecimal(text: string): boolean {
  return DECIMAL.test(text);
}

/** The exact value of a decimal such as `99.9`; throws on anything else. */
export function parseDecimal(text: string): Fraction {
  const match = DECIMAL.exec(text);
  if (!match) throw new RangeError(`“${text}” is not a decimal number such as 99.9`);
  const [, whole = '0', decimals = ''] = match;
  return { numerator: BigInt(whole + decimals), denominator: 10n ** BigInt(decimals.length) };
}

/** Below, at or above zero as `a` is smaller than, equal to or greater than `b`. */
export function compareFractions(a: Fraction, b: Fraction): number {
  const left = a.numerator * b.denominator;
  const right = b.numerator * a.denominator;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A ratio in percent with so many decimals, rounded down. */
export function percentDown(ratio: Fraction, decimals: number): string {
  return decimalText((ratio.numerator * 100n * 10n ** BigInt(decimals)) / ratio.denominator, decimals);
}

/** A ratio in percent with so many decimals, rounded half up: how most pages show it. */
export function percentHalfUp(ratio: Fraction, decimals: number): string {
  const scaled = ratio.numerator * 100n * 10n ** BigInt(decimals) * 2n + ratio.denominator;
  return decimalText(scaled / (ratio.denominator * 2n), decimals);
}

function decimalText(scaled: bigint, decimals: number): string {
  const digits = scaled.toString().padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** The smallest whole number that is not below the ratio. */
export function ceiling({ numerator, denominator }: Fraction): bigint {
  return (numerator + denominator - 1n) / denominator;
}

/** The largest whole number that is not above the ratio. */
export function floor({ numerator, denominator }: Fraction): bigint {
  return numerator / denominator;
}

/** The nearest whole number; a half goes up. */
export function roundHalfUp({ numerator, denominator }: Fraction): bigint {
  return (numerator * 2n + denominator) / (denominator * 2n);
}

/** A whole number as the ledger keeps it; throws where it could no longer be told from its neighbours. */
export function exactNumber(value: bigint): number {
  if (value > LARGEST_EXACT || value < -LARGEST_EXACT)
    throw new RangeError('This is more than can be reckoned exactly.');
  return Number(value);
}

const LARGEST_EXACT = BigInt(Number.MAX_SAFE_INTEGER);

/** `a` times `b`, not reduced. */
export function times(a: Fraction, b: Fraction): Fraction {
  return { numerator: a.numerator * b.numerator, denominator: a.denominator * b.denominator };
}

/** `a` divided by `b`, not reduced; `b` is not zero. */
export function dividedBy(a: Fraction, b: Fraction): Fraction {
  return { numerator: a.numerator * b.denominator, denominator: a.denominator * b.numerator };
}

/** A whole number as a ratio. */
export function wholeNumber(value: number): Fraction {
  return { numerator: BigInt(value), denominator: 1n };
}

/** `a` less `b`; `b` is not the larger. */
export function minus(a: Fraction, b: Fraction): Fraction {
  if (a.denominator === b.denominator) return { numerator: a.numerator - b.numerator, denominator: a.denominator };
  return {
    numerator: a.numerator * b.denominator - b.numerator * a.denominator,
    denominator: a.denominator * b.denominator,
  };
}

/** The value as a decimal of at most twelve digits behind the point, without trailing zeros. */
export function asDecimal({ numerator, denominator }: Fraction): string {
  if (denominator === 1n) return numerator.toString();
  const text = decimalText((numerator * 10n ** 12n) / denominator, 12);
  return text.replace(/\.?0+$/, '');
}
