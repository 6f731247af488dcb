import type { Interval } from '../interval.ts';
import type { Fraction } from '../sla/fraction.ts';
import type { FeeHistory } from './fee-history.ts';
import { daysOf, type FeePiece, type FeeUnknown, feePieces, fullPrice } from './fee-pieces.ts';
import { fraction, halfUpIfExact, NOTHING, plus, printFraction, times } from './rational.ts';

/** How the fee of a window came about, in the order in which it is told. */
export type FeeStep =
  | { readonly code: 'fee-piece'; readonly values: FeePiece & { readonly currency: string } }
  | { readonly code: 'fee-sum'; readonly values: { readonly minor: number; readonly currency: string } };

/** What was paid for a window; plain data, may be stored as JSON. */
export type WindowFee =
  | {
      readonly known: true;
      readonly currency: string;
      /** Half up to the minor unit. */
      readonly minor: number;
      /** `N/D` in minor units, exact. */
      readonly exact: string;
      readonly steps: readonly FeeStep[];
    }
  | { readonly known: false; readonly reason: FeeUnknown };

const MONTHS_OF_YEAR = 12;

/**
 * The fee of a window: whole months at the month's fee (a twelfth of a yearly one), part months by calendar days in the zone of
 * the contract; rounded once, at the end.
 */
export function feeOfWindow(history: FeeHistory, window: Interval): WindowFee {
  const found = feePieces(history, window);
  if (!found.known) return found;
  const { currency, pieces } = found;
  const exact = exactFee(pieces);
  const minor = halfUpIfExact(exact);
  if (minor === undefined) return { known: false, reason: 'too-large' };
  const steps: FeeStep[] = pieces.map((piece) => ({ code: 'fee-piece', values: { ...piece, currency } }));
  const isPlain = pieces.length === 1 && pieces[0]?.priceMinor === minor;
  if (!isPlain) steps.push({ code: 'fee-sum', values: { minor, currency } });
  return { known: true, currency, minor, exact: printFraction(exact), steps };
}

/** What a window would cost as `N/D`, were the contract's part of it all of it at the same price; undefined where nobody knows. */
export function wholePrice(history: FeeHistory, window: Interval): string | undefined {
  const found = feePieces(history, window);
  if (!found.known) return undefined;
  const paid = found.pieces.reduce((sum, { days }) => sum + days, 0);
  return printFraction(times(exactFee(found.pieces), fraction(daysOf(window, history.zone), paid)));
}

/** The unrounded sum of the pieces. */
export function exactFee(pieces: readonly FeePiece[]): Fraction {
  return pieces.reduce((sum, piece) => plus(sum, feeOfPiece(piece)), NOTHING);
}

function feeOfPiece(piece: FeePiece): Fraction {
  const months = piece.plan === 'yearly' ? MONTHS_OF_YEAR : 1;
  return times(fullPrice(piece), fraction(piece.days, piece.ofDays * months));
}
