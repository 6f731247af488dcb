import type { Interval } from '../interval.ts';
import type { SlaPolicy } from '../sla/policy.ts';
import { type ContractEvidence, evidenceWithin } from './evidence.ts';
import type { FeeHistory } from './fee-history.ts';
import { feeUnder } from './fee-under.ts';

/** What is known of a contract over a span, for each of the windows in it. */
export interface SpanEvidence extends Omit<ContractEvidence, 'fee'> {
  /** null where no version of the terms reckons with a fee. */
  readonly feeHistory: FeeHistory | null;
}

/** What the arithmetic of one window rests on, under the version that holds for it. */
export function windowEvidence(
  { feeHistory, ...evidence }: SpanEvidence,
  { policy, window }: { readonly policy: SlaPolicy; readonly window: Interval },
): ContractEvidence {
  const fee = feeHistory && feeUnder(policy.terms, feeHistory, window);
  return { ...evidenceWithin({ ...evidence, policy }, window), ...(fee ? { fee } : {}) };
}
