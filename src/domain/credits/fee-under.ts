import type { Interval } from '../interval.ts';
import type { WindowFee } from '../sla/assessment.ts';
import type { PolicyTerms } from '../sla/policy.ts';
import { feeOfWindow, wholePrice } from './fee.ts';
import type { FeeHistory } from './fee-history.ts';
import { feeSpan } from './worth.ts';

/** Whether any figure under these terms rests on what is paid: a multiple of it, a part of it as the cap, a least sum. */
export function restsOnFee({ credit, cap }: PolicyTerms): boolean {
  const { unit, minimum } = credit;
  if (unit === 'none') return false;
  if (unit === 'money') return cap !== null && (cap.unit ?? 'credit') !== 'credit';
  return unit === 'multiple' || minimum !== null;
}

/** The fee that the arithmetic of a window reckons with; undefined where the terms need none or it cannot be known. */
export function feeUnder(terms: PolicyTerms, history: FeeHistory, window: Interval): WindowFee | undefined {
  if (!restsOnFee(terms) || !isKnownApart(terms, history)) return undefined;
  const { unit, feeBase } = terms.credit;
  // What was paid for the time that was down is of the window itself, whatever a percentage would be of.
  const span = unit === 'percent' ? feeSpan({ history, window, feeBase }) : window;
  if (!span) return undefined;
  const fee = feeOfWindow(history, span);
  if (!fee.known) return undefined;
  const { minor, currency, exact } = fee;
  const whole = wholePrice(history, span);
  return {
    ...{ minor, currency },
    ...(exact === `${minor}/1` ? {} : { exact }),
    ...(whole === exact ? {} : { whole }),
  };
}

/** Of several services under one fee nobody knows what each costs; some terms reckon by all of it. */
function isKnownApart({ credit, cap }: PolicyTerms, { services }: FeeHistory): boolean {
  if (services <= 1 || credit.feeBase === 'whole-invoice' || credit.feeBase === 'term') return true;
  return credit.unit === 'money' && cap?.over === 'all-services';
}
